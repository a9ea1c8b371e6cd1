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
 * Reports what has happened. With an action it stays until the action is used, it is closed, or later ones push it out:
 * reading and deciding must not be a race. Without one it closes after five seconds.
 */
export function toast(text: string, action?: Toast["action"]): void {
  const id = ++lastId;
  toasts.value = [...toasts.value, { id, text, ...(action ? { action } : {}) }].slice(-3);
  if (!action) {
    setTimeout(() => close(id), 5000);
  }
}

export function closeToasts(): void {
  toasts.value = [];
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
