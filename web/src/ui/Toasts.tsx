import { signal } from "@preact/signals";
import { Icon } from "./Icon";

interface Toast {
  id: number;
  text: string;
  action?: { name: string; do: () => void };
}

const toasts = signal<Toast[]>([]);
let lastId = 0;

/**
 * Says what has happened. With an action it stays until it is used, closed or pushed out by later ones, since nobody
 * should need to be quick; without one it goes by itself.
 */
export function toast(text: string, action?: Toast["action"]): void {
  const id = ++lastId;
  toasts.value = [...toasts.value, { id, text, ...(action ? { action } : {}) }].slice(-3);
  if (!action) {
    setTimeout(() => close(id), 5000);
  }
}

function close(id: number): void {
  toasts.value = toasts.value.filter((each) => each.id !== id);
}

export function Toasts() {
  return (
    <div class="toasts" role="status">
      {toasts.value.map(({ id, text, action }) => (
        <div class="toast" key={id}>
          <span>{text}</span>
          {action && (
            <button
              type="button"
              class="link"
              onClick={() => {
                close(id);
                action.do();
              }}
            >
              {action.name}
            </button>
          )}
          <button type="button" class="round" aria-label="Close message" onClick={() => close(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
