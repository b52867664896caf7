// tus-js-client sends a file: cut in the middle, resumed by another client, refused.
// Run as `node uploads.mjs ADDRESS COOKIE`; prints what came of it as JSON.

import { readFileSync } from "node:fs";
import { Upload } from "tus-js-client";

const [endpoint, cookie, path] = process.argv.slice(2);
const headers = { Cookie: cookie, "X-CSRFToken": "token" };
const whole = readFileSync(path);
const told = [];

const sent = (content, options = {}) => new Promise((done) => {
  const asked = [];
  let uid = null;
  const upload = new Upload(content, {
    endpoint, headers, chunkSize: 1000, retryDelays: null, metadata: { filename: "haven é.jpg" },
    onBeforeRequest: (request) => void asked.push(request.getMethod()),
    onAfterResponse: (_request, answer) => void (uid = answer.getHeader("Cms-Asset") || uid),
    onSuccess: () => done({ asked, uid, url: upload.url }),
    onError: (error) => done({ asked, status: error.originalResponse?.getStatus(), url: upload.url }),
    ...options,
  });
  options.started?.(upload, done);
  upload.start();
});

// Cut after some of it; another client goes on, knowing the address alone.
let cut;
const first = await sent(whole, {
  started: (upload, done) => (cut = () => upload.abort().then(() => done({ url: upload.url }))),
  onProgress: (bytes) => bytes >= 3000 && cut(),
});
const second = await sent(whole, { uploadUrl: first.url });
told.push({ went: second.asked[0], sent: second.asked.length, uid: second.uid });
told.push({ refused: (await sent(Buffer.from("<html><script>1</script>"))).status });
const ended = await sent(Buffer.concat([whole, Buffer.from("x")]), {
  started: (upload, done) => (cut = () => upload.abort(true).then(() => done({ url: upload.url }))),
  onProgress: (bytes) => bytes >= 2000 && cut(),
});
told.push({ gone: (await fetch(ended.url, { method: "HEAD", headers: { ...headers, "Tus-Resumable": "1.0.0" } })).status });
console.log(JSON.stringify(told));
