import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A Slurm on this host only: a controller and nodes of two cores, with their own files and ports. */
export interface TestSlurm {
  /** The environment in which Slurm's commands find it. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs one of them; returns its output. */
  run(program: string, ...args: readonly string[]): string;
  /** Resolves once a job has ended entirely. */
  ended(job: string): Promise<void>;
  /** Kills all processes of a node at once, like a power cut. */
  cut(node: string): void;
  stop(): Promise<void>;
}

/** Daemons are in the administrator's folders. */
const path = `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin`;

/** Why tests of Slurm are skipped; undefined where they are not. */
export function lackOfSlurm(): string | undefined {
  const { stdout } = spawnSync('slurmctld', ['-V'], { env: { PATH: path }, encoding: 'utf8' });
  const [year = 0, month = 0] = [...(stdout ?? '').matchAll(/\d+/g)].map(Number);
  return year + month / 100 >= 24.05 ? undefined : 'Slurm 24.05 or later is not installed';
}

export async function startSlurm(nodes: number): Promise<TestSlurm> {
  const folder = mkdtempSync(join(tmpdir(), 'slurm-'));
  const configuration = join(folder, 'slurm.conf');
  for (const name of ['state', 'spool', 'run']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'slurm.key'), randomBytes(1024), { mode: 0o600 });
  writeFileSync(join(folder, 'cgroup.conf'), 'CgroupPlugin=disabled\n');
  writeFileSync(configuration, configurationOf(folder, await freePorts(nodes + 1)));
  const env = { PATH: path, SLURM_CONF: configuration };
  const run = (program: string, ...args: readonly string[]) =>
    execFileSync(program, args, {
      env: { ...process.env, ...env },
      encoding: 'utf8',
      timeout: 20_000,
    });
  const pidOf = (name: string) => {
    const pid = Number(textOf(join(folder, 'run', `${name}.pid`)));
    return pid > 0 && textOf(`/proc/${pid}/stat`) !== '' ? pid : undefined;
  };
  const names = Array.from({ length: nodes }, (_, i) => `n${i + 1}`);
  const startNodes = () => {
    for (const name of names) if (pidOf(name) === undefined) run('slurmd', '-N', name);
  };
  const cut = (node: string) => {
    const pids = [pidOf(node) ?? [], workOf(node, configuration)].flat();
    if (pids.length > 0) execFileSync('kill', ['-KILL', ...pids.map(String)]);
  };
  const stop = async () => {
    for (const name of names) cut(name);
    const controller = pidOf('controller');
    if (controller !== undefined) process.kill(controller);
    await until(() => pidOf('controller') === undefined, 20, 'the controller goes on');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    run('slurmctld');
    startNodes();
    const idle = () => run('sinfo', '-hNo%T').match(/idle/g)?.length === nodes;
    // Occasionally a node's daemon ends without an error.
    await until(idle, 10).catch(startNodes);
    await until(idle, 20, 'Slurm does not come up');
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    env,
    run,
    ended: (job) => until(() => run('squeue', '-h', '-j', job) === '', 600, `job ${job} goes on`),
    cut,
    stop,
  };
}

const configurationOf = (folder: string, [port, ...ports]: readonly number[]) => `
ClusterName=test
SlurmctldHost=${hostname()}(127.0.0.1)
SlurmctldPort=${port}
SlurmUser=${userInfo().username}
SlurmdUser=${userInfo().username}
AuthType=auth/slurm
CredType=auth/slurm
AuthInfo=cred_expire=5
SlurmctldPidFile=${folder}/run/controller.pid
SlurmdPidFile=${folder}/run/%n.pid
SlurmctldLogFile=${folder}/controller.log
SlurmdLogFile=${folder}/%n.log
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool/%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,bf_interval=2
ReturnToService=2
KillWait=10
SlurmdTimeout=10
${ports.map((own, i) => `NodeName=n${i + 1} NodeHostname=${hostname()} NodeAddr=127.0.0.1 Port=${own} CPUs=2`).join('\n')}
PartitionName=main Nodes=ALL Default=YES
`;

/** The processes of jobs on a node, including the Slurm processes that started them. */
function workOf(node: string, configuration: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const own = pids.filter((pid) => {
    const environment = textOf(`/proc/${pid}/environ`).split('\0');
    return [`SLURMD_NODENAME=${node}`, `SLURM_CONF=${configuration}`].every((variable) =>
      environment.includes(variable),
    );
  });
  const parents = own.map((pid) => /\) \S (\d+)/.exec(textOf(`/proc/${pid}/stat`))?.[1] ?? '0');
  const starters = parents.filter((pid) => textOf(`/proc/${pid}/comm`).startsWith('slurmstepd'));
  return [...new Set([...starters, ...own])].map(Number);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Waits until a condition holds. @throws after this many seconds */
export async function until(holds: () => boolean, seconds: number, otherwise = ''): Promise<void> {
  for (const end = Date.now() + 1_000 * seconds; !holds(); await sleep(20))
    if (Date.now() > end) throw new Error(otherwise);
}
