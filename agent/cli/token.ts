/** `moopanel-agent token …`: who may call the web services, through the running agent. */
import { Command, InvalidArgumentError } from 'commander';
import {
  webserviceFunctionsReply,
  webserviceService,
  webserviceServicesReply,
  webserviceTokenCreated,
  webserviceTokensReply,
  type WebserviceService,
} from '../../contract/agent/webservice-tokens.js';
import { environment } from '../config.js';
import { localApi } from './local-agent.js';
import { CommandError, note, say, sayJson, table, time } from './output.js';
import { positiveInteger } from './task.js';

const DAY = 24 * 60 * 60 * 1000;

const moment = (seconds: number | null, otherwise: string) =>
  seconds === null ? otherwise : time(new Date(seconds * 1000));

function commaList(text: string): string[] {
  const items = text.split(',').map((item) => item.trim());
  if (items.some((item) => item === '')) throw new InvalidArgumentError('It must be a list with commas.');
  return items;
}

const functionList = (text: string) => commaList(text).map((name) => name.toLowerCase());

/** `2027-01-31` (to its end, UTC), a whole moment, `30d`, or `never`. In unix seconds. */
export function expiry(text: string, now = Date.now()): number | null {
  if (text === 'never') return null;
  const days = /^([1-9]\d{0,4})d$/.exec(text);
  if (days) return Math.floor((now + Number(days[1]) * DAY) / 1000);
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T23:59:59Z` : text;
  const at = /^\d{4}-\d{2}-\d{2}T/.test(date) ? Date.parse(date) : NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError('It must be like 2027-01-31, 30d, or never.');
  return Math.floor(at / 1000);
}

async function services(): Promise<WebserviceService[]> {
  const { data } = await localApi().get<unknown>('/webservice/services');
  return webserviceServicesReply.parse(data).services;
}

async function serviceId(name: string): Promise<number> {
  const known = await services();
  const found = known.find((service) => service.name === name);
  if (found) return found.id;
  const names = known.map((service) => service.name).join(', ') || 'none yet';
  throw new CommandError(`There is no service "${name}" (${names}): see "token service create".`);
}

interface CreateOptions {
  user: string;
  functions?: string[];
  service?: string;
  name: string;
  expires: number | null;
  addresses: string[];
  json?: boolean;
}

async function create(options: CreateOptions): Promise<void> {
  const { user, functions, service, name, expires, addresses } = options;
  if (functions && service) throw new CommandError('Give either --functions or --service, not both.');
  const api = localApi();
  const { data } = await api.post<unknown>('/webservice/tokens', {
    data: {
      name,
      username: user,
      functions,
      serviceid: service === undefined ? undefined : await serviceId(service),
      addresses,
      expires_at: expires,
    },
  });
  const created = webserviceTokenCreated.parse(data);
  if (options.json) return sayJson(created);
  const base = environment().AGENT_URL?.trim().replace(/\/$/, '') || String(api.defaults.baseURL);
  say(created.token);
  note(
    `Token ${created.id} acts for ${created.username} until ${moment(created.expires_at, 'it is revoked')}.`,
  );
  note(`It may call ${created.functions?.join(', ') ?? 'every function'}.`);
  note('It is shown only now. To try it:');
  note(
    `  curl '${base}/webservice/rest/server.php?moodlewsrestformat=json' ` +
      `--data 'wsfunction=${created.functions?.[0] ?? 'core_webservice_get_site_info'}&wstoken=${created.token}'`,
  );
}

async function list(options: { json?: boolean }): Promise<void> {
  const { data } = await localApi().get<unknown>('/webservice/tokens');
  const { tokens } = webserviceTokensReply.parse(data);
  if (options.json) return sayJson(tokens);
  const rows = tokens.map((token) => [
    String(token.id),
    token.name || '-',
    token.username,
    token.service ?? token.functions?.join(',') ?? 'everything',
    token.addresses.join(',') || 'anywhere',
    moment(token.expires_at, 'never'),
    moment(token.last_used_at, '-'),
  ]);
  say(table(['id', 'name', 'user', 'may call', 'from', 'expires (UTC)', 'last used (UTC)'], rows));
}

async function revoke(id: number): Promise<void> {
  await localApi().delete('/webservice/tokens', { params: { id } });
  say(`Token ${id} is revoked.`);
}

async function listServices(options: { json?: boolean }): Promise<void> {
  const known = await services();
  if (options.json) return sayJson(known);
  const rows = known.map((service) => [
    String(service.id),
    service.name,
    String(service.tokens),
    service.functions.join(','),
  ]);
  say(table(['id', 'name', 'tokens', 'functions'], rows));
}

async function createService(name: string, options: { functions: string[]; json?: boolean }): Promise<void> {
  const { data } = await localApi().post<unknown>('/webservice/services', {
    data: { name, functions: options.functions },
  });
  const created = webserviceService.parse(data);
  if (options.json) return sayJson(created);
  say(`Service ${created.id} "${created.name}": ${created.functions.join(', ')}`);
}

async function deleteService(name: string): Promise<void> {
  await localApi().delete('/webservice/services', { params: { id: await serviceId(name) } });
  say(`The service "${name}" is gone.`);
}

async function functions(options: { json?: boolean }): Promise<void> {
  const { data } = await localApi().get<unknown>('/webservice/functions');
  const known = webserviceFunctionsReply.parse(data).functions;
  if (options.json) return sayJson(known);
  say(
    table(
      ['function', 'type', 'what it does'],
      known.map(({ name, type, description }) => [name, type, description]),
    ),
  );
}

export function tokenCommand(): Command {
  const command = new Command('token').description('let programs call the web services of this agent');
  command
    .command('create')
    .description('make a token; it is shown once')
    .requiredOption('--user <username>', 'the user of the site for whom it acts')
    .option('--functions <names>', 'what it may call, with commas; everything where not given', functionList)
    .option('--service <name>', 'or a service that says what it may call')
    .option('--name <name>', 'what it is for', '')
    .option('--expires <when>', '2027-01-31, 30d or never', (text: string) => expiry(text), null)
    .option('--addresses <list>', 'where it may come from: addresses and ranges, with commas', commaList, [])
    .option('--json', 'as JSON')
    .action(create);
  command.command('list').description('every token').option('--json', 'as JSON').action(list);
  command
    .command('revoke')
    .description('end a token at once')
    .argument('<id>', 'its number in the list', positiveInteger)
    .action(revoke);
  command
    .command('functions')
    .description('what there is to call')
    .option('--json', 'as JSON')
    .action(functions);
  command.command('services').description('every service').option('--json', 'as JSON').action(listServices);
  const service = command.command('service').description('make a named set of functions, or remove one');
  service
    .command('create')
    .argument('<name>')
    .requiredOption('--functions <names>', 'with commas', functionList)
    .option('--json', 'as JSON')
    .action(createService);
  service.command('delete').argument('<name>').action(deleteService);
  return command;
}
