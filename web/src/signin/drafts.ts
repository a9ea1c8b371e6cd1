import { drafts, isChanged } from "../keys/draft";
import { forgetAll } from "../live/cache";
import { forms } from "../ui/useForm";
import { signIn, signOut } from "./session";

const name = "drafts";

/** Signs in again; what was typed and not sent is there again afterwards. */
export const signInAgain = (): Promise<void> =>
  signIn(() => sessionStorage.setItem(name, JSON.stringify([[...drafts], [...forms]])));

/** Whether signing out loses an edit. */
export const hasUnsavedEdits = (): boolean => [...drafts.values()].some(isChanged);

/** Signs out; nothing that the user has read or typed stays in the page. */
export function signOutAndForget(): Promise<void> {
  drafts.clear();
  forms.clear();
  const out = signOut();
  forgetAll();
  return out;
}

/** Takes back what was kept during a sign-in. */
export function restoreDrafts(): void {
  const [keptDrafts, keptForms] = JSON.parse(sessionStorage.getItem(name) ?? "[[],[]]");
  sessionStorage.removeItem(name);
  for (const [key, draft] of keptDrafts) {
    drafts.set(key, draft);
  }
  for (const [key, value] of keptForms) {
    forms.set(key, value);
  }
}
