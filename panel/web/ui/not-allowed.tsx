import { IconLock } from '@tabler/icons-react';
import { BlankSlate } from './blank-slate.js';

/** In place of a page that the person's role does not reach. @param what completes “You may not …” */
export function NotAllowed({ what }: { what: string }) {
  return (
    <BlankSlate icon={IconLock} title={`You may not ${what}`}>
      Your role does not reach that far. Ask an administrator of this panel.
    </BlankSlate>
  );
}
