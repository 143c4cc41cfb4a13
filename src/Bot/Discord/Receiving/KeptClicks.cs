using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>The clicks that Discord's buttons are too short for, under the key of their content; the same click is one row.</summary>
sealed class KeptClicks(NpgsqlDataSource source, TimeProvider time)
{
    public async Task Keep(IReadOnlyList<KeptClick> clicks, CancellationToken cancel)
    {
        if (clicks.Count == 0) return;
        await using var db = await source.OpenConnectionAsync(cancel);
        // In order, so that two messages with the same buttons wait for each other instead of deadlocking.
        await db.Execute(
            """
            insert into kept_clicks (key, content, used_at)
            select   key, content, @Now
            from     unnest(@Keys, @Contents) as given (key, content)
            order by key
            on conflict (key) do update
            set    used_at = excluded.used_at
            """,
            new { Keys = clicks.Select(click => click.Key).ToArray(), Contents = clicks.Select(click => Json.Text(click.Click)).ToArray(),
                Now = time.GetUtcNow() }, cancel);
    }

    public async Task<Click?> Find(string key, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.Find<string>("select content from kept_clicks where key = @key", new { key }, cancel) is { } content
            ? Json.Read<Click>(content) : null;
    }
}
