import { randomUUID } from 'node:crypto';
import { databaseAccess } from '../../support/database-access';
import { freePort } from '../../support/node-process';

export interface PrivateServer {
  databaseUrl: string;
  fill: () => Promise<void>;
  empty: () => Promise<void>;
  stop: () => Promise<void>;
}

/** Whatever this process runs for, or however it ends: then all of it is gone. */
const LONGEST_LIFE_S = 300;
const SERVER_MB = 300;

/**
 * A PostgreSQL of its own beside the one of TEST_DATABASE_URL, with a database on a small disk: while
 * a disk is full no checkpoint succeeds, for which all suites on one server would have to wait. The
 * server's own processes make it, wherever it runs: this needs a superuser.
 *
 * @param megabytes the small disk's
 */
export async function privateServer(megabytes: number): Promise<PrivateServer> {
  const shared = process.env['TEST_DATABASE_URL'];
  if (shared === undefined) throw new Error('this needs TEST_DATABASE_URL');
  const sql = databaseAccess('', shared);
  const shell = async (script: string): Promise<void> => {
    await sql(`COPY (SELECT 1) TO PROGRAM $script$bash -c 'cat > /dev/null; ${script}'$script$`);
  };
  const read = async (query: string): Promise<string> =>
    (await sql<{ text: string }>(`SELECT trim(${query}) AS text`))[0]?.text ?? '';

  // File systems in memory, in a namespace of its own, which needs no rights and lives as its keeper;
  // no process of it must hold the connection open over which it was asked for.
  const alone = `for each in /proc/self/fd/*; do (( \${each##*/} > 2 )) && eval "exec \${each##*/}>&-"; done`;
  const keeper = `/tmp/ncw_test_${randomUUID()}.pid`;
  const mount = [
    `mount -t tmpfs -o size=${SERVER_MB}m tmpfs /mnt && mkdir -m 700 /mnt/server /mnt/small`,
    `mount -t tmpfs -o size=${megabytes}m tmpfs /mnt/small && mkdir -m 700 /mnt/small/space`,
    `echo \\$\\$ > ${keeper} && sleep ${LONGEST_LIFE_S}; kill -QUIT \\$(head -1 /mnt/server/postmaster.pid)`,
  ].join(' && ');
  await shell(
    `( ${alone}; exec unshare --user --map-root-user --mount sh -c "${mount}" ) < /dev/null > /dev/null 2>&1 &
     for (( i = 0; i < 300; i++ )); do [ -s ${keeper} ] && exit 0; sleep 0.1; done; exit 1`,
  );
  const pid = Number.parseInt(await read(`pg_read_file('${keeper}')`), 10);
  const root = `/proc/${pid}/root/mnt`;
  await shell(`rm ${keeper}`);

  const bin = await read(`(SELECT setting FROM pg_config WHERE name = 'BINDIR')`);
  const password = randomUUID();
  const port = await freePort();
  const settings = `-p ${port} -c listen_addresses=* -c unix_socket_directories= -c fsync=off -c shared_buffers=32MB`;
  await shell(
    `( ${alone}; echo ${password} > ${root}/password &&
       ${bin}/initdb -D ${root}/server -U postgres -A scram-sha-256 --pwfile=${root}/password --no-sync --wal-segsize=1 &&
       ${bin}/pg_ctl -D ${root}/server -w -t 120 -l ${root}/log -o "${settings}" start
     ) < /dev/null > /dev/null 2>&1`,
  );

  const url = new URL(shared);
  Object.assign(url, { username: 'postgres', password, port: String(port), pathname: '/postgres' });
  const owner = databaseAccess('', url.toString());
  await owner(`CREATE TABLESPACE small LOCATION '${root}/small/space'`);
  await owner('CREATE DATABASE small TABLESPACE small');
  url.pathname = '/small';
  return {
    databaseUrl: url.toString(),
    fill: () => shell(`cat /dev/zero > ${root}/small/filler 2> /dev/null; true`),
    empty: () => shell(`rm ${root}/small/filler`),
    stop: () =>
      shell(
        `${bin}/pg_ctl -D ${root}/server -m immediate stop > /dev/null
         kill ${pid} $(cat /proc/${pid}/task/${pid}/children)`,
      ),
  };
}
