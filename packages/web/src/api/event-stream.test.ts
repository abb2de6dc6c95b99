import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEventStreamReader } from "./event-stream.ts";

const stream =
  ': hello\r\nevent: held\r\nid: 7\r\ndata: {"held":3}\r\n\r\nevent: text\ndata: one\ndata:two\n\ndata: plain\n\nevent: text\ndata: cut';

describe("createEventStreamReader", () => {
  it("reads events, comments, ids and data of several lines, and keeps a half event back", () => {
    expect(createEventStreamReader()(stream)).toEqual([
      { event: "held", data: '{"held":3}', id: "7" },
      { event: "text", data: "one\ntwo", id: "7" },
      { event: "message", data: "plain", id: "7" },
    ]);
  });

  it("gives the same events however the stream is cut into pieces", () => {
    const whole = createEventStreamReader()(stream);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: stream.length }), { maxLength: 12 }), (cuts) => {
        const read = createEventStreamReader();
        const ends = [...new Set([...cuts, stream.length])].sort((a, b) => a - b);
        const events = ends.flatMap((end, index) => read(stream.slice(ends[index - 1] ?? 0, end)));
        expect(events).toEqual(whole);
      }),
    );
  });
});
