using System.Text.Json;
using System.Text.Json.Nodes;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>The commands as Discord has to know them, to read and to register.</summary>
static class DiscordManifest
{
    static readonly JsonSerializerOptions readable = new(Json.Options) { WriteIndented = true, IndentSize = 2, NewLine = "\n" };

    public static string Text(Catalog catalog) => DiscordCommands.Of(catalog).ToJsonString(readable) + "\n";

    /// <summary>Shows what changes, then registers it; 0 when the server has the commands afterwards.</summary>
    public static async Task<int> Apply(DiscordApi api, Catalog catalog, TextWriter output, CancellationToken cancel)
    {
        var wanted = DiscordCommands.Of(catalog);
        if ((await api.Commands(cancel)).Failed(out var now, out var failure)) return await Failed(output, failure);
        var changes = CommandDiff.Between(new JsonArray([.. now.Select(command => JsonNode.Parse(command.GetRawText()))]), wanted);
        foreach (var change in changes) await output.WriteLineAsync(change);
        if (changes.Count == 0)
        {
            await output.WriteLineAsync("Nothing to do: the server has these commands.");
            return 0;
        }
        if ((await api.PutCommands((JsonArray)wanted.DeepClone(), cancel)).Failed(out _, out failure)) return await Failed(output, failure);
        await output.WriteLineAsync($"Registered: {changes.Count} {(changes.Count == 1 ? "change" : "changes")}.");
        return 0;
    }

    static async Task<int> Failed(TextWriter output, DiscordFailure failure)
    {
        await output.WriteLineAsync($"Discord did not take it: {failure}");
        return 1;
    }
}
