using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>Interactions given out: three seconds for a first answer, fifteen minutes to go on.</summary>
public sealed class Interactions(DiscordWorld world)
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);
    const int Kept = 20_000;

    readonly ConcurrentDictionary<string, Entry> byId = new();
    readonly ConcurrentDictionary<string, string> idByToken = new();
    readonly ConcurrentQueue<string> oldestFirst = new();

    /// <summary>Discord waits three seconds; a test of something else, on a busy machine, may have it wait longer.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(3);

    public Interaction? Find(string? id) => id is not null && byId.TryGetValue(id, out var entry) ? entry.Now : null;

    public Interaction? FindByToken(string token) => idByToken.TryGetValue(token, out var id) ? Find(id) : null;

    internal Interaction New(InteractionKind kind, string personId, string channelId, string? command = null, string? messageId = null,
        bool isMessageCommand = false)
    {
        var id = world.Ids.Next();
        var interaction = new Interaction
        {
            Id = id,
            Token = Ids.InteractionToken(id),
            Kind = kind,
            PersonId = personId,
            ChannelId = channelId,
            Command = command,
            IsMessageCommand = isMessageCommand,
            MessageId = messageId,
            IssuedAt = world.Time.GetUtcNow(),
        };
        byId[id] = new(interaction);
        idByToken[interaction.Token] = id;
        oldestFirst.Enqueue(id);
        while (oldestFirst.Count > Kept && oldestFirst.TryDequeue(out var old))
        {
            if (byId.TryRemove(old, out var forgotten)) idByToken.TryRemove(forgotten.Now.Token, out _);
        }

        return interaction;
    }

    /// <summary>The window for a first answer is over and there was none.</summary>
    internal bool IsMissed(Interaction interaction) =>
        interaction.Answered is null && interaction.IssuedAt + Patience <= world.Time.GetUtcNow();

    internal bool IsExpired(Interaction interaction) => interaction.IssuedAt + Life <= world.Time.GetUtcNow();

    /// <summary>Takes the one first answer that there is; false when somebody was faster.</summary>
    internal bool Claim(string id, ResponseKind how)
    {
        if (!byId.TryGetValue(id, out var entry)) return false;
        lock (entry)
        {
            if (entry.Now.Answered is not null || IsMissed(entry.Now)) return false;
            entry.Now = entry.Now with { Answered = how };
            return true;
        }
    }

    /// <summary>The answer has taken effect: whoever acted sees it now.</summary>
    internal void Settle(string id, string? originalId, JsonObject response)
    {
        if (!byId.TryGetValue(id, out var entry)) return;
        lock (entry) entry.Now = entry.Now with { OriginalId = originalId };
        entry.Response.TrySetResult(response);
    }

    internal Task<JsonObject> ResponseTo(string id) => byId[id].Response.Task;

    sealed class Entry(Interaction interaction)
    {
        internal Interaction Now { get; set; } = interaction;
        internal TaskCompletionSource<JsonObject> Response { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
