// Serves the objects below a folder with one bucket, and says what it is asked.
// Usage: node server.mjs <folder> <bucket>
import { createServer } from "node:http";
import S3rver from "@20minutes/s3rver";

const [directory, bucket] = process.argv.slice(2);
const options = { directory, silent: true, configureBuckets: [{ name: bucket }] };
const objects = new S3rver(options);
// s3rver leaves the last slash of /bucket/ out of what it checks the signature of. So it does not check that of a list;
// the access key it does.
const list = new S3rver({ ...options, allowMismatchedSignatures: true });
await objects.configureBuckets();
const [answer, answerList] = [objects.callback(), list.callback()];
const server = createServer((request, response) => {
  console.log(`${request.method} ${request.url}`);
  (request.url.startsWith(`/${bucket}/?`) ? answerList : answer)(request, response);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
// Ends with whoever has started it.
process.stdin.resume().on("end", () => process.exit());
