import { startStripeTestServer } from "./server.ts";

// Stripe's stand-in for trying things by hand:
//   node test-servers/stripe/main.ts [port] [where webhooks go]
// It prints the variables with which a server of Dokly sells through it.
const [port = "4242", webhooks = "http://127.0.0.1:3000/api/v1/webhooks/stripe"] = process.argv.slice(2);
const server = await startStripeTestServer({ port: Number(port) });
server.webhooks.deliverTo(webhooks);
console.log(`STRIPE_API_URL=${server.url}`);
console.log(`STRIPE_SECRET_KEY=${server.secretKey}`);
console.log(`STRIPE_WEBHOOK_SECRET=${server.webhookSecret}`);
