import { drafts } from "../keys/draft";
import { forms } from "../ui/useForm";
import { signIn } from "./session";

const name = "drafts";

/** Signs in again; what was typed and not sent is there again afterwards. */
export const signInAgain = (): Promise<void> =>
  signIn(() => sessionStorage.setItem(name, JSON.stringify([[...drafts], [...forms]])));

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
