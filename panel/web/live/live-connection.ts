/** The tab's one event stream: opens it, reopens it with growing pauses, hands events on. */
import type { PanelEvent, PanelEventType } from '../../../contract/panel/events.js';

export type LiveState = 'connecting' | 'live' | 'reconnecting';

/** Every type once: the browser hands on only those that are listened for by name. */
const eventTypes = Object.keys({
  'task.updated': true,
  'backup.updated': true,
  'instance.updated': true,
  'instance.deleted': true,
  'courses.synced': true,
  'plugins.synced': true,
  'preset.updated': true,
  'update_request.updated': true,
  'rollout.updated': true,
  'migration.updated': true,
  'notification.created': true,
  reload: true,
} satisfies Record<PanelEventType, true>);
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
/** A stream that is back within this was only renewed; nobody needs to hear of it. */
const UNNOTICED = 4_000;

/** The pause before attempt number `attempt` (from 0) in milliseconds; `chance` from 0 to 1 spreads many tabs. */
export function pauseBefore(attempt: number, chance: number): number {
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt) * (0.5 + chance / 2);
}

export class LiveConnection {
  #source: EventSource | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #doubt: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #state: LiveState = 'connecting';
  readonly #stateListeners = new Set<() => void>();
  readonly #eventListeners = new Set<(event: PanelEvent) => void>();

  constructor(
    private readonly url: string,
    /** Called when the stream was refused, for the session may have ended. */
    private readonly onRefused: () => void,
  ) {}

  start(): void {
    if (this.#source || this.#timer !== undefined) return;
    window.addEventListener('online', this.#now);
    this.#open();
  }

  stop(): void {
    window.removeEventListener('online', this.#now);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#settle();
    this.#source?.close();
    this.#source = null;
  }

  readonly state = (): LiveState => this.#state;

  /** @returns the function that ends the subscription */
  readonly onState = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  };

  /** @returns the function that ends the subscription */
  readonly onEvent = (listener: (event: PanelEvent) => void): (() => void) => {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  };

  #open(): void {
    const source = new EventSource(this.url);
    this.#source = source;
    source.addEventListener('open', () => {
      this.#settle();
      // A new stream does not know the last event's id, so what was missed is asked for again.
      if (this.#attempt > 0) this.#emit({ type: 'reload', data: {} });
      this.#attempt = 0;
      this.#move('live');
    });
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) {
        this.#settle();
        this.#move('reconnecting');
        this.#reopenLater();
      } else {
        // The browser tries again by itself and sends Last-Event-ID.
        this.#doubt ??= setTimeout(() => this.#move('reconnecting'), UNNOTICED);
      }
    });
    for (const type of eventTypes) {
      source.addEventListener(type, (message: MessageEvent<string>) => {
        this.#emit({ type, data: JSON.parse(message.data) as unknown } as PanelEvent);
      });
    }
  }

  #settle(): void {
    clearTimeout(this.#doubt);
    this.#doubt = undefined;
  }

  #reopenLater(): void {
    this.#source?.close();
    this.#source = null;
    this.onRefused();
    this.#timer = setTimeout(this.#now, pauseBefore(this.#attempt, Math.random()));
    this.#attempt += 1;
  }

  readonly #now = (): void => {
    if (this.#source) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#open();
  };

  #emit(event: PanelEvent): void {
    for (const listener of this.#eventListeners) listener(event);
  }

  #move(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#stateListeners) listener();
  }
}
