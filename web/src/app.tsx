import { useEffect, useRef } from "preact/hooks";
import { LocationProvider, Route, Router, useLocation } from "preact-iso";
import { EventsPage } from "./events/EventsPage";
import { KeysPage } from "./keys/KeysPage";
import { SystemPage } from "./system/SystemPage";
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

export function App() {
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
        <Navigation />
      </header>
      <OfflineBanner />
      <Pages />
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
        </a>
      ))}
    </nav>
  );
}

const isAt = (path: string, place: string): boolean =>
  path === place || (place !== "/" && path.startsWith(`${place}/`));

function Pages() {
  const { path } = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    // Who cannot see that the page has changed hears it: the focus goes to its heading.
    if (!first.current) {
      main.current?.querySelector<HTMLElement>("[data-focus]")?.focus();
    }
    first.current = false;
  }, [path]);
  return (
    <main id="main" ref={main} tabIndex={-1}>
      <Router>
        <Route path="/" component={SystemPage} />
        <Route path="/keys/:key?" component={KeysPage} />
        <Route path="/events" component={EventsPage} />
        <Route default component={NotFound} />
      </Router>
    </main>
  );
}

function NotFound() {
  useTitle("Not found");
  return (
    <Empty
      icon="search"
      title={
        <h1 tabIndex={-1} data-focus>
          There is no such page
        </h1>
      }
    >
      <a class="button" href="/">
        To the start
      </a>
    </Empty>
  );
}
