// Queue trigger → this function → private container. The status goes back to the trigger: 2xx deletes the message,
// anything else has it delivered again and, in the end, put into the dead-letter queue.

export async function handle(event) {
  const { TARGET_URL, TARGET_TOKEN, TARGET_TIMEOUT_SECONDS } = process.env;
  try {
    const response = await fetch(TARGET_URL, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Auth-Token": TARGET_TOKEN },
      // As it came: event.isBase64Encoded is a guess of the runtime, a message is always text.
      body: event.body,
      // A redirect would be followed without the token, or with the body gone.
      redirect: "manual",
      signal: AbortSignal.timeout(Number(TARGET_TIMEOUT_SECONDS) * 1000),
    });
    return { statusCode: response.status, body: await response.text() };
  } catch (error) {
    const reason = error.cause?.code ?? error.name;
    console.error(`${TARGET_URL} does not answer: ${reason}`);
    return { statusCode: error.name === "TimeoutError" ? 504 : 502, body: reason };
  }
}
