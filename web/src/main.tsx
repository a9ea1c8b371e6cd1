import { render } from "preact";
import { App } from "./app";
import { restoreDrafts } from "./signin/drafts";
import { startSession } from "./signin/session";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/lists.css";
import "./styles/feedback.css";
import "./styles/topology.css";
import "./styles/system.css";
import "./styles/letters.css";
import "./styles/keys.css";
import "./styles/history.css";
import "./styles/events.css";

const root = document.getElementById("app");
if (root) {
  await startSession();
  restoreDrafts();
  root.replaceChildren();
  render(<App />, root);
}
