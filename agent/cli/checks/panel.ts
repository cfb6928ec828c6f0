/** Whether callbacks can reach the panel, and whether it will believe their signatures. */
import axios from 'axios';
import { SIGNATURE_TOLERANCE } from '../../../contract/agent/signature.js';
import { commandName, type AgentConfig } from '../../config.js';
import { settingNames } from '../../store/settings.js';
import { withStore } from '../local-agent.js';
import { fail, ok, reasonOf, warn, type Finding } from './check.js';

/** Seconds between the clocks that are worth a word. */
const NOTABLE_SKEW = 30;

/** @param date the `Date` header of an answer; @param now milliseconds */
export function clockFinding(date: unknown, now: number): Finding {
  const name = 'clock';
  const there = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(there))
    return warn(name, 'The panel does not tell its time.', 'Compare the clocks by hand.');
  const skew = Math.round(Math.abs(now - there) / 1000);
  const mend = 'Let both machines keep their time by NTP.';
  if (skew >= SIGNATURE_TOLERANCE) {
    return fail(name, `${skew} seconds apart from the panel's: it refuses the callbacks of this site.`, mend);
  }
  return skew > NOTABLE_SKEW
    ? warn(name, `${skew} seconds apart from the panel's`, mend)
    : ok(name, `${skew} s apart`);
}

export async function checkPanel(config: AgentConfig): Promise<Finding[]> {
  const name = 'panel';
  const url = config.panelUrl ?? (await withStore(({ settings }) => settings.get(settingNames.panelUrl)));
  if (!url) {
    const mend = `Add this site in the panel, or run "${commandName} enroll".`;
    return [warn(name, 'No panel knows this site yet.', mend)];
  }
  try {
    const { status, headers } = await axios.get(`${url}/healthz`, {
      timeout: 15_000,
      maxRedirects: 0,
      validateStatus: () => true,
    });
    if (status >= 300 && status < 400) {
      const target = String(headers.location ?? 'elsewhere');
      return [
        fail(name, `${url} sends on to ${target}, which callbacks do not follow.`, 'Correct PANEL_URL.'),
      ];
    }
    const reached =
      status >= 500
        ? warn(name, `${url} answers ${status}.`, 'See whether the panel is healthy.')
        : ok(name, `${url} answers`);
    return [reached, clockFinding(headers.date, Date.now())];
  } catch (error) {
    const mend = 'See that the panel runs and that this machine may reach it; callbacks wait until then.';
    return [fail(name, `${url} cannot be reached (${reasonOf(error)}).`, mend)];
  }
}
