// Cuts a stream into pieces of every size and compares what the page's parser makes of it: a list of differences.
async () => {
  const { EventParser } = await import('/assets/events.js');
  const stream = '\uFEFF: hello\n\nid: 7\nevent: kpi\ndata: {"a":\ndata: 1}\n\n'
    + ':keep-alive\r\n\r\nid:8\r\nevent:badge\r\ndata:x\r\n\r\n'
    + 'event: none\r\rdata\rdata\r\rid: 9\ndata: é\n\nid: 10\nevent: cut off\ndata: never ended';
  const expected = JSON.stringify([
    { event: 'kpi', id: '7', data: '{"a":\n1}' },
    { event: 'badge', id: '8', data: 'x' },
    { event: 'message', id: '8', data: '\n' },
    { event: 'message', id: '9', data: 'é' },
  ]);
  const wrong = [];
  for (let size = 1; size <= stream.length; size++) {
    const parser = new EventParser();
    const events = [];
    for (let at = 0; at < stream.length; at += size) {
      events.push(...parser.push(stream.slice(at, at + size)));
    }
    const found = JSON.stringify(events);
    if (found !== expected) {
      wrong.push(`in pieces of ${size}: ${found}`);
    }
  }
  return wrong;
}
