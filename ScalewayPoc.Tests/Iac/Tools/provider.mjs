// A provider that has a schema and nothing else: node provider.mjs SCHEMA.json SOCKET
// `terraform validate` and mocked `terraform test` ask a provider for no more. Prints a line once it listens.
import { readFileSync } from "node:fs";
import grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

const [schemaFile, socket] = process.argv.slice(2);
const [schemas] = Object.values(JSON.parse(readFileSync(schemaFile, "utf8")).provider_schemas);

const block = ({ attributes = {}, block_types = {}, deprecated = false }) => ({
  deprecated,
  attributes: Object.entries(attributes).map(([name, attribute]) => ({
    ...attribute,
    name,
    type: Buffer.from(JSON.stringify(attribute.type)),
  })),
  block_types: Object.entries(block_types).map(([name, nested]) => ({
    type_name: name,
    nesting: nested.nesting_mode,
    min_items: nested.min_items ?? 0,
    max_items: nested.max_items ?? 0,
    block: block(nested.block),
  })),
});
const schema = (type) => ({ version: type.version ?? 0, block: block(type.block) });

const { tfplugin6 } = grpc.loadPackageDefinition(
  loadSync(new URL("provider.proto", import.meta.url).pathname, { keepCase: true, enums: String }),
);
const nothing = (_, answer) => answer(null, {});
const server = new grpc.Server();
server.addService(tfplugin6.Provider.service, {
  GetProviderSchema: (_, answer) =>
    answer(null, {
      provider: schema(schemas.provider),
      resource_schemas: Object.fromEntries(
        Object.entries(schemas.resource_schemas).map(([name, type]) => [name, schema(type)]),
      ),
    }),
  ValidateProviderConfig: nothing,
  ValidateResourceConfig: nothing,
  UpgradeResourceState: ({ request }, answer) =>
    answer(null, { upgraded_state: { json: request.raw_state.json } }),
  StopProvider: nothing,
});
server.bindAsync(`unix:${socket}`, grpc.ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
  console.log("listening");
});
// Ends with whoever started it.
process.stdin.resume().on("end", () => process.exit());
