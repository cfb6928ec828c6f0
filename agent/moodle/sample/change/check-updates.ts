/** The sample's check for updates. */
import axios from 'axios';
import { BridgeError } from '../../bridge.js';
import { parseOffers } from '../inventory/offers.js';
import { sampleSettings } from '../inventory/switches.js';
import type { SampleLayout } from '../layout.js';
import { SampleSql } from '../sql.js';
import { majorVersion, treeVersion } from '../tree-version.js';
import { UpgradeRows } from './upgrade-rows.js';

const TIMEOUT = 20_000;
/** Bytes of the longest answer that is read. */
const LIMIT = 16 * 1024 * 1024;

/**
 * Asks the service that the setting `alternativeupdateproviderurl` names, in the format of Moodle's own (API 1.3). Without
 * that setting nobody is asked: what the site was built with stays on offer, as found now.
 * @throws BridgeError `moodle` when the service does not answer as it should
 */
export async function checkUpdates(layout: SampleLayout): Promise<string> {
  const { release } = await treeVersion(layout.moodleDir);
  const time = String(Math.floor(Date.now() / 1000));
  const sql = new SampleSql(layout.database);
  try {
    const rows = new UpgradeRows(sql, Number(time));
    const url = sampleSettings(sql).core('alternativeupdateproviderurl');
    if (url) rows.setting('core_plugin', 'recentresponse', await fetchOffers(url, majorVersion(release)));
    rows.setting('core_plugin', 'recentfetch', time);
    return time;
  } finally {
    sql.close();
  }
}

async function fetchOffers(url: string, branch: string): Promise<string> {
  const failed = (why: string) =>
    new BridgeError('moodle', `Unable to fetch available updates data - ${why}`);
  const { status, data } = await axios
    .get<string>(url, {
      timeout: TIMEOUT,
      maxContentLength: LIMIT,
      responseType: 'text',
      transformResponse: [],
      validateStatus: () => true,
    })
    .catch((error: unknown) => {
      throw failed(error instanceof Error ? error.message : String(error));
    });
  if (status !== 200) throw failed(`unexpected HTTP response code. (${status})`);
  if (parseOffers(data, branch) === null) throw failed('unexpected response format.');
  return data;
}
