#!/usr/bin/env node
/** moopanel-agent: the command line of the agent. */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { backupCommand } from './cli/backup.js';
import { callbackCommand } from './cli/callback.js';
import { doctorCommand } from './cli/doctor.js';
import { enrollCommand } from './cli/enroll.js';
import { initCommand } from './cli/init.js';
import { startCommand } from './cli/start.js';
import { taskCommand } from './cli/task.js';
import { tokenCommand } from './cli/token.js';
import { readDotenvFile } from './config.js';
import { agentVersion } from './http/capabilities.js';

export function createProgram(): Command {
  return new Command('moopanel-agent')
    .description('Stands beside one Moodle site and does what its panel asks for.')
    .version(agentVersion())
    .addCommand(startCommand(), { isDefault: true })
    .addCommand(initCommand())
    .addCommand(enrollCommand())
    .addCommand(doctorCommand())
    .addCommand(taskCommand())
    .addCommand(tokenCommand())
    .addCommand(backupCommand())
    .addCommand(callbackCommand());
}

/** Runs a command line. Whatever goes wrong is one line on standard error and exit code 1. */
export async function main(argv: string[]): Promise<void> {
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`moopanel-agent: ${message.replace(/\s*\n\s*/g, ' ')}\n`);
    process.exitCode = 1;
  }
}

// Run as a program (also through the link that npm makes), not imported by a test.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  readDotenvFile();
  await main(process.argv);
  // Nothing is left to do; a library that keeps a timer must not keep the shell waiting.
  process.exit();
}
