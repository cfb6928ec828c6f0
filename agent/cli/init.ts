/** `moopanel-agent init`: makes the agent's configuration and its key. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { agentEnvFile, commandName, dataDirOf, environment, parseConfig, readAgentEnv } from '../config.js';
import { generateKey, updateAgentEnv } from './env-file.js';
import { CommandError, note, say } from './output.js';

interface InitOptions {
  moodleDir?: string;
  php?: string;
  port?: string;
  host?: string;
  panelUrl?: string;
  yes?: boolean;
  force?: boolean;
}

type Answers = Record<
  'MOODLE_DIR' | 'PHP_COMMAND' | 'AGENT_PORT' | 'AGENT_HOST' | 'PANEL_URL',
  string | undefined
>;

async function ask(answers: Answers): Promise<Answers> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const question = async (text: string, fallback: string | undefined) =>
    (await prompt.question(fallback ? `${text} [${fallback}]: ` : `${text}: `)).trim() || fallback;
  try {
    return {
      MOODLE_DIR: await question("Folder of Moodle's config.php", answers.MOODLE_DIR),
      PHP_COMMAND: await question('Command that runs PHP as the web user', answers.PHP_COMMAND ?? 'php'),
      AGENT_PORT: await question('Port to listen on', answers.AGENT_PORT ?? '4100'),
      AGENT_HOST: await question(
        'Address to listen on (0.0.0.0 for all of this machine)',
        answers.AGENT_HOST ?? '127.0.0.1',
      ),
      PANEL_URL: await question('Address of the panel (empty: the panel tells it later)', answers.PANEL_URL),
    };
  } finally {
    prompt.close();
  }
}

/** @throws CommandError, StartError naming what is wrong, before anything is written */
function check(dataDir: string, answers: Answers, sample: boolean): void {
  const { MOODLE_DIR } = answers;
  if (!sample) {
    if (!MOODLE_DIR) throw new CommandError('Say where Moodle lies: --moodle-dir /var/www/moodle');
    if (!existsSync(join(MOODLE_DIR, 'config.php'))) {
      throw new CommandError(
        `There is no config.php in ${MOODLE_DIR}: name the folder that holds Moodle's config.php.`,
      );
    }
  }
  parseConfig({ ...answers, AGENT_DATA_DIR: dataDir, ...(sample ? { MOODLE_SAMPLE: '1' } : {}) });
}

async function init(options: InitOptions): Promise<void> {
  const env = environment();
  const dataDir = dataDirOf(env);
  const before = readAgentEnv(dataDir);
  if (before.AGENT_API_KEY && !options.force) {
    throw new CommandError(
      `${agentEnvFile(dataDir)} holds a key already: nothing was changed. With --force it gets a new key, and the panel needs it.`,
    );
  }
  const given = (flag: string | undefined, name: string) => flag ?? env[name] ?? before[name];
  const moodleDir = given(options.moodleDir, 'MOODLE_DIR');
  const known: Answers = {
    MOODLE_DIR: moodleDir && resolve(moodleDir),
    PHP_COMMAND: given(options.php, 'PHP_COMMAND'),
    AGENT_PORT: given(options.port, 'AGENT_PORT'),
    AGENT_HOST: given(options.host, 'AGENT_HOST'),
    PANEL_URL: given(options.panelUrl, 'PANEL_URL'),
  };
  const sample = known.MOODLE_DIR === undefined && Boolean(env.MOODLE_SAMPLE);
  const silent = options.yes || !process.stdin.isTTY;
  const answers = silent ? known : await ask(known);
  check(dataDir, answers, sample);

  const key = generateKey();
  const file = updateAgentEnv(dataDir, { ...answers, AGENT_API_KEY: key });
  note(`Written to ${file}, for this user's eyes only. The key of this site, shown this once:`);
  say(key);
  const { AGENT_PORT: port = '4100', AGENT_HOST: host = '127.0.0.1' } = answers;
  const local = host === '127.0.0.1' || host === 'localhost';
  note(
    [
      '',
      'Next:',
      `  1. ${commandName} doctor    checks what the agent needs`,
      `  2. ${commandName} start     serves this site`,
      `  3. in the panel "Add site", with http://${local ? host : '<this host>'}:${port} and the key above`,
      ...(local
        ? [
            '     (a panel on another machine needs --host, or a web server in front: see docs/connect-a-site.md)',
          ]
        : []),
      ...(dataDir === dataDirOf({}) ? [] : [`Set AGENT_DATA_DIR=${dataDir} for each of these commands.`]),
    ].join('\n'),
  );
}

export function initCommand(): Command {
  return new Command('init')
    .description('make the configuration of this agent and its key')
    .option('--moodle-dir <folder>', "folder of Moodle's config.php")
    .option('--php <command>', 'what runs PHP as the web user, such as "sudo -u www-data php"')
    .option('--port <port>', 'port to listen on')
    .option('--host <address>', 'address to listen on; 127.0.0.1 unless said otherwise')
    .option('--panel-url <address>', 'fixes where callbacks go')
    .option('-y, --yes', 'ask nothing; take the flags, the environment and the defaults')
    .option('--force', 'replace a key that is there already')
    .action(init);
}
