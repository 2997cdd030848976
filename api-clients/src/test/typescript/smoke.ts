import {
  BulkJobsApi,
  Configuration,
  KeysApi,
  ProblemFromJSON,
  ResponseError,
  RunsApi,
  WorkerProtocolApi,
} from '../../../target/typescript-client/index.js';
import type { Problem } from '../../../target/typescript-client/index.js';

/** What a client sees who starts a run, executes it, and asks for what is not there or not allowed. */
export async function smoke(url: string, key: string) {
  const admin = new Configuration({ basePath: url, accessToken: key });
  const runs = new RunsApi(admin);
  const worker = new WorkerProtocolApi(admin);

  const { workerId } = await worker.openSession({
    openSession: { application: 'shop', instanceId: '01900000-0000-4000-8000-000000000001', workflows: [{ name: 'order', version: 1 }] },
  });
  const startRun = { workflow: 'order', input: { total: 12.5, name: 'Zoë' }, tags: { customer: '42' } };
  const started = await runs.startRun({ startRun, idempotencyKey: 'one-order' });
  const repeated = await runs.startRun({ startRun, idempotencyKey: 'one-order' });

  const polled = await worker.poll({
    workerId,
    poll: { free: 1, requestId: 1, workflows: [{ name: 'order', versions: [1], free: 1 }], wait: '10s' },
  });
  const { runId, leaseToken, input } = polled.runs[0];
  await worker.report({
    workerId,
    reports: {
      reports: [
        {
          type: 'stepCompleted',
          runId,
          leaseToken,
          step: { name: 'charge', occurrence: 1 },
          kind: 'STEP',
          position: 1,
          attempts: 1,
          output: 'charged',
        },
        { type: 'runCompleted', runId, leaseToken, output: { paid: true } },
      ],
    },
  });
  const ended = await runs.awaitResult({ runId, wait: '10s' });
  const steps = await runs.listSteps({ runId });

  const viewer = await new KeysApi(admin).createKey({
    createKey: { name: 'wall', namespaces: ['default'], roles: ['viewer'] },
  });
  const wall = new RunsApi(new Configuration({ basePath: url, accessToken: viewer.secret }));
  const bulk = await new BulkJobsApi(admin).startBulk({
    startBulk: { action: 'restart', dryRun: true, filter: { workflow: 'order', createdBefore: started.createdAt } },
  });

  return {
    sameRun: repeated.runId === started.runId,
    input,
    status: ended.status,
    output: ended.output,
    steps: steps.items.map((step) => step.output),
    listed: (await wall.listRuns({ tag: ['customer:42'] })).items.length,
    bulk: bulk.status,
    missing: await problemOf(runs.getRun({ runId: '01900000-0000-7000-8000-000000000000' })),
    forbidden: await problemOf(wall.startRun({ startRun })),
  };
}

async function problemOf(refused: Promise<unknown>): Promise<string> {
  try {
    await refused;
    return 'not refused';
  } catch (e) {
    if (e instanceof ResponseError) {
      const problem: Problem = ProblemFromJSON(await e.response.json());
      return `${e.response.status} ${problem.code}`;
    }
    throw e;
  }
}
