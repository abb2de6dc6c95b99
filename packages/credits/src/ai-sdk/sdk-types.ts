import type { LanguageModelMiddleware } from "ai";

// The AI SDK's own types by way of its middleware, so that `ai` is the only package an embedder needs beside this one.
type WrapStream = NonNullable<LanguageModelMiddleware["wrapStream"]>;
type WrapGenerate = NonNullable<LanguageModelMiddleware["wrapGenerate"]>;

export type ModelRequest = Pick<Parameters<WrapStream>[0], "params" | "model">;
export type CallParams = ModelRequest["params"];
export type StreamResult = Awaited<ReturnType<WrapStream>>;
export type GenerateResult = Awaited<ReturnType<WrapGenerate>>;
export type StreamPart = StreamResult["stream"] extends ReadableStream<infer Part> ? Part : never;
export type FinishPart = Extract<StreamPart, { type: "finish" }>;
export type ModelUsage = FinishPart["usage"];
export type FinishReason = FinishPart["finishReason"]["unified"];
