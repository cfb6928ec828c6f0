import { LiveProvider } from '../../live/live-provider.js';
import { SessionGate } from '../session.js';
import { Shell } from './shell.js';

/** The frame of every page behind the sign-in. */
export function GuardedShell() {
  return (
    <SessionGate>
      <LiveProvider>
        <Shell />
      </LiveProvider>
    </SessionGate>
  );
}
