import { useEffect, useRef } from "preact/hooks";
import { LocationProvider, Route, Router, useLocation } from "preact-iso";
import { DemoStatus } from "./demo/DemoData";
import { EventsPage } from "./events/EventsPage";
import { KeysPage } from "./keys/KeysPage";
import { SessionBanner, SignInPage, UserMenu } from "./signin/SignIn";
import { may, session } from "./signin/session";
import { StatusPoll } from "./system/StatusPoll";
import { SystemPage } from "./system/SystemPage";
import { system } from "./system/status";
import { count } from "./text/words";
import { Icon, type IconName } from "./ui/Icon";
import { OfflineBanner } from "./ui/OfflineBanner";
import { Empty } from "./ui/parts";
import { Toasts } from "./ui/Toasts";
import { useTitle } from "./ui/useTitle";

const places: { path: string; name: string; icon: IconName }[] = [
  { path: "/", name: "System", icon: "pulse" },
  { path: "/keys", name: "Keys", icon: "key" },
  { path: "/events", name: "Events", icon: "bolt" },
];

/** `/` moves the focus to the page's search field. */
function useSearchShortcut(): void {
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const isTyping = event.target instanceof Element && event.target.closest("input, textarea, dialog") !== null;
      const field = document.querySelector<HTMLElement>("main input[type=search]");
      if (event.key === "/" && !isTyping && field) {
        event.preventDefault();
        field.focus();
      }
    }
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

export function App() {
  useSearchShortcut();
  const isSignedOut = session.value.state === "out";
  return (
    <LocationProvider>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="top">
        <a class="brand" href="/">
          <img src="/icon.svg" alt="" width="28" height="28" />
          ScalewayPoc
        </a>
        {isSignedOut || <Navigation />}
        <UserMenu />
      </header>
      {isSignedOut || <StatusPoll />}
      <OfflineBanner />
      <SessionBanner />
      <DemoStatus />
      {isSignedOut ? (
        <main id="main">
          <SignInPage />
        </main>
      ) : (
        <Pages />
      )}
      <Toasts />
    </LocationProvider>
  );
}

function Navigation() {
  const { path } = useLocation();
  return (
    <nav aria-label="Pages">
      {places.map((place) => (
        <a href={place.path} aria-current={isAt(path, place.path) ? "page" : undefined} key={place.path}>
          <Icon name={place.icon} />
          {place.name}
          {place.path === "/" && may("admin") && <DeadLetterBadge />}
        </a>
      ))}
    </nav>
  );
}

function DeadLetterBadge() {
  const letters = system.value.status?.deadLetters ?? 0;
  return letters > 0 ? (
    <span class="badge bad">
      {count(letters)}
      <span class="hidden"> {letters === 1 ? "dead letter" : "dead letters"}</span>
    </span>
  ) : null;
}

const isAt = (path: string, place: string): boolean =>
  path === place || (place !== "/" && path.startsWith(`${place}/`));

function Pages() {
  const { path } = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    // A screen reader announces the new page: the focus moves to its heading.
    if (!first.current) {
      main.current?.querySelector<HTMLElement>("[data-focus]")?.focus();
    }
    first.current = false;
  }, [path]);
  return (
    <main id="main" ref={main} tabIndex={-1}>
      {isDecodable(path) ? (
        <Router>
          <Route path="/" component={SystemPage} />
          {/* Not `:key`: the router passes parameters as props, and another `key` remounts the page. */}
          <Route path="/keys/:name?" component={KeysPage} />
          <Route path="/events" component={EventsPage} />
          <Route default component={NotFound} />
        </Router>
      ) : (
        <NotFound />
      )}
    </main>
  );
}

/** The router throws on an address such as /keys/%. */
function isDecodable(path: string): boolean {
  try {
    // The result is used, or the bundler drops the call as one without effects.
    return decodeURIComponent(path) !== "";
  } catch {
    return false;
  }
}

function NotFound() {
  useTitle("Page not found");
  return (
    <Empty
      icon="search"
      title={
        <h1 tabIndex={-1} data-focus>
          Page not found
        </h1>
      }
    >
      <a class="button" href="/">
        Go to System
      </a>
    </Empty>
  );
}
