/** The only reader of the environment in the quick start; both programs parse their own variables from what it makes. */
import { join, resolve } from 'node:path';

export interface QuickstartConfig {
  dataDir: string;
  /** The agent's folder below the panel's, so that one folder holds all of a first try. */
  agentDataDir: string;
  /** False where MOODLE_SAMPLE is off and no MOODLE_DIR names a site: the panel starts alone. */
  withAgent: boolean;
  /** What the instance is called when it is registered the first time. */
  siteName: string | null;
  /** The second sample's agent has its folder beside the first's: an empty college, to bring things to. None beside a real site. */
  collegeDataDir: string | null;
  /** Given by whoever starts us, or null: then one is made up for this run. */
  panelApiToken: string | null;
  environment: Readonly<Record<string, string>>;
}

const off = new Set(['0', 'false', 'no', 'off']);

/** Reads what the quick start itself must know; everything else goes to the programs as it is. */
export function parseConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
): QuickstartConfig {
  const dataDir = resolve(env.DATA_DIR || 'data');
  const sample = env.MOODLE_SAMPLE ? !off.has(env.MOODLE_SAMPLE.toLowerCase()) : !env.MOODLE_DIR;
  return {
    dataDir,
    agentDataDir: env.AGENT_DATA_DIR ? resolve(env.AGENT_DATA_DIR) : join(dataDir, 'sample-agent'),
    withAgent: sample || Boolean(env.MOODLE_DIR),
    siteName: sample ? 'Lakeside University (sample)' : null,
    collegeDataDir: sample && !env.AGENT_DATA_DIR ? join(dataDir, 'sample-college') : null,
    panelApiToken: env.PANEL_API_TOKEN || null,
    environment: Object.fromEntries(
      Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
    ),
  };
}
