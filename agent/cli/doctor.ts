/** `moopanel-agent doctor`: checks everything that the agent needs, and says how to mend what is missing. */
import { Command } from 'commander';
import { commandName, loadConfig, type AgentConfig } from '../config.js';
import { fail, reasonOf, type Finding } from './checks/check.js';
import { checkOwn } from './checks/own.js';
import { checkPanel } from './checks/panel.js';
import { checkSite } from './checks/site.js';
import { say, sayJson } from './output.js';

/** All findings, in the order in which one would mend them. Never throws. */
export async function examine(load: () => AgentConfig = loadConfig): Promise<Finding[]> {
  let config: AgentConfig;
  try {
    config = load();
  } catch (error) {
    return [fail('configuration', reasonOf(error), `Run "${commandName} init", or correct the variable.`)];
  }
  const own = await checkOwn(config);
  const site = await checkSite(config);
  const panel = await checkPanel(config).catch((error: unknown) => [
    fail('panel', reasonOf(error), 'Mend the data folder first.'),
  ]);
  return [...own, ...site, ...panel];
}

async function doctor(options: { json?: boolean }): Promise<void> {
  const findings = await examine();
  if (options.json) sayJson(findings);
  else {
    for (const { state, name, detail, mend } of findings) {
      say(`${state.padEnd(4)}  ${name.padEnd(13)}  ${detail}`);
      if (mend !== undefined) say(`${' '.repeat(21)}→ ${mend}`);
    }
  }
  if (findings.some(({ state }) => state === 'FAIL')) process.exitCode = 1;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check what the agent needs, and how to mend what is missing')
    .option('--json', 'as JSON')
    .action(doctor);
}
