import {
  compareQuery,
  comparison,
  hiddenPatterns,
  hiddenPatternsWrite,
  matrix,
  matrixQuery,
} from '../../contract/panel/presets.js';
import { idParams } from '../http/id-params.js';
import { defineRoute } from '../http/route.js';
import { viewHidden, writeHidden } from './hidden.js';
import { compareCluster } from './matrix.js';
import { checkDue } from './schedule.js';
import { compareTwo } from './two-sides.js';

const tag = 'Presets';

export const compareRoutes = [
  defineRoute({
    method: 'GET',
    path: '/presets/compare',
    operationId: 'presetCompare',
    summary: 'Differences between two sites or versions',
    tag,
    role: 'viewer',
    request: { query: compareQuery },
    status: 200,
    response: comparison,
    handler: ({ panel, query }) => compareTwo(panel, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/clusters/{id}/presets/compare',
    operationId: 'clusterPresetCompare',
    summary: 'A cluster’s members against its master',
    tag,
    role: 'viewer',
    request: { params: idParams, query: matrixQuery },
    status: 200,
    response: matrix,
    handler: ({ panel, params, query }) => compareCluster(panel, params.id, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/presets/hidden',
    operationId: 'presetHiddenGet',
    summary: 'Settings that always differ',
    tag,
    role: 'viewer',
    status: 200,
    response: hiddenPatterns,
    handler: ({ panel }) => viewHidden(panel),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/presets/hidden',
    operationId: 'presetHiddenUpdate',
    summary: 'Change which settings count as always different',
    tag,
    role: 'operator',
    request: { body: hiddenPatternsWrite },
    status: 200,
    response: hiddenPatterns,
    async handler({ panel, principal, body }) {
      await writeHidden(panel, principal, body.patterns);
      await checkDue(panel);
      return viewHidden(panel);
    },
  }),
];
