using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Operations;

namespace OpsBot.Bot.Slack;

/// <summary>What a search menu in a modal offers while somebody types: the things whose name fits, if that person may know them.</summary>
sealed class Suggestions(NpgsqlDataSource source, Parser parser, Finders finders, TimeProvider time)
{
    // Slack waits three seconds and shows an error then; an empty list is friendlier.
    static readonly TimeSpan patience = TimeSpan.FromSeconds(2.5);
    const int Most = 50;

    public async Task<JsonObject> For(JsonElement payload, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return new() { ["options"] = Block.Array((await Find(payload, both.Token)).Select(Option)) };
        }
        catch (Exception late) when (late is OperationCanceledException or NpgsqlException or TimeoutException && !cancel.IsCancellationRequested)
        {
            return new() { ["options"] = new JsonArray() };
        }
    }

    async Task<IReadOnlyList<Found>> Find(JsonElement payload, CancellationToken cancel)
    {
        if (payload.At("user")?.Text("id") is not { } user || FormMemory.Read(payload.At("view")?.Text("private_metadata") ?? "") is not { } memory
            || parser.Parse(memory.Line).Refused(out var parsed, out _)
            || parsed.Entry.Named(payload.Text("block_id") ?? "") is not { Kind: ParameterKind.Reference } parameter) return [];
        await using var db = await source.OpenConnectionAsync(cancel);
        if (await Who.Is(db, new ChatAccount(SlackPlace.Platform, user), cancel) is not { } caller || !caller.May(parsed.Entry.Spec.Needs)) return [];
        return await finders.For(parameter.Type).Find(db, SlackText.OneLine(payload.Text("value") ?? ""), Most, cancel);
    }

    static JsonObject Option(Found found) =>
        Clickable.Option(found.Detail is null ? found.Label : $"{found.Label} ({found.Detail})", found.Slug);
}
