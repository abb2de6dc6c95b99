import pg from "pg";

/** Of a connection of node-pg, what sends data for a COPY. */
type CopySink = { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void };

/**
 * Has PostgreSQL read a CSV file with its own parser, which needs every row to have all columns.
 *
 * @param copy `copy table (columns)`
 */
export async function copyIn(client: pg.PoolClient, copy: string, csv: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const query = new pg.Query(`${copy} from stdin with (format csv, header true)`);
    // What node-pg calls once the server waits for the data; by itself it would refuse.
    Object.assign(query, {
      handleCopyInResponse: (sink: CopySink) => {
        sink.sendCopyFromChunk(Buffer.from(csv));
        sink.endCopyFrom();
      },
    });
    query.on("end", () => resolve());
    query.on("error", reject);
    client.query(query);
  });
}
