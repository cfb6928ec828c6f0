import { useSyncExternalStore } from 'react';

/** One ticking clock per pace for the whole page, so that a thousand times on it need one timer. */
function createTicker(pace: number) {
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const listeners = new Set<() => void>();
  return {
    read: () => now,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      if (timer === undefined) {
        now = Date.now();
        timer = setInterval(() => {
          now = Date.now();
          for (const each of listeners) each();
        }, pace);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}

const slow = createTicker(20_000);
const quick = createTicker(1_000);

/** Milliseconds since 1970, renewed each second (`quick`) or every twenty. */
export function useNow(pace: 'slow' | 'quick' = 'slow'): number {
  const ticker = pace === 'quick' ? quick : slow;
  return useSyncExternalStore(ticker.subscribe, ticker.read);
}
