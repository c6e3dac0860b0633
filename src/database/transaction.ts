import type { Pool, PoolClient } from 'pg';

/**
 * Runs `work` in one transaction on a connection of its own: for statements that Prisma has no
 * words for.
 */
export async function inTransaction<Result>(
  pool: Pool,
  work: (connection: PoolClient) => Promise<Result>,
  mode: 'READ WRITE' | 'ISOLATION LEVEL REPEATABLE READ READ ONLY' = 'READ WRITE',
): Promise<Result> {
  const connection = await pool.connect();
  // A connection that breaks between two statements would end the process; the next one fails anyway.
  connection.on('error', ignore);
  let broken = false;
  try {
    await connection.query(`BEGIN ${mode}`);
    const result = await work(connection);
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    await connection.query('ROLLBACK').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    connection.off('error', ignore);
    connection.release(broken);
  }
}

function ignore(): void {
  // Said by the statement that fails.
}
