using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot;

/// <summary>What has to be so before anything is received: the schema, the channels, a way in for the first super admin.</summary>
public sealed partial class Preparation(
    IServiceProvider services, NpgsqlDataSource source, Migrations migrations, FirstClaim claim, TimeProvider time,
    ILogger<Preparation> log)
{
    static readonly TimeSpan betweenTries = TimeSpan.FromSeconds(2);

    /// <summary>Waits for a database that is not there yet; refuses one that this program does not fit.</summary>
    public async Task<Result<int>> Prepare(CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                if ((await migrations.Prepare(cancel)).Failed(out var applied, out var refusal)) return refusal;
                await WriteChannels(services.GetRequiredService<IOptions<ChannelsOptions>>().Value, cancel);
                if (await claim.Code(cancel) is { } code) LogClaim(code);
                return applied;
            }
            catch (Exception away) when (Outage.Is(away))
            {
                LogWaiting(away.Message);
                await Task.Delay(betweenTries, time, cancel);
            }
        }
    }

    /// <summary>The table says what the settings say, so that the worker knows it, too.</summary>
    async Task WriteChannels(ChannelsOptions channels, CancellationToken cancel)
    {
        var all = channels.All.ToList();
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            """
            with wanted as (
                select purpose, platform, channel_id
                from   unnest(@Purposes, @Platforms, @Ids) as given (purpose, platform, channel_id)),
            gone as (
                delete from channels
                where  (purpose, platform) not in (select purpose, platform from wanted))
            insert into channels (purpose, platform, channel_id)
            select purpose, platform, channel_id
            from   wanted
            on conflict (purpose, platform) do update
            set    channel_id = excluded.channel_id
            """,
            new
            {
                Purposes = all.Select(channel => channel.Purpose.Snake()).ToArray(),
                Platforms = all.Select(channel => channel.Platform).ToArray(),
                Ids = all.Select(channel => channel.Id).ToArray(),
            }, cancel);
        foreach (var purpose in Enum.GetValues<Purpose>().Where(purpose => purpose is not Purpose.Ops && channels.For(purpose).Length == 0))
            LogNoChannel(purpose.Words(), purpose);
    }

    [LoggerMessage(LogLevel.Warning, "The database is not there yet: {Why}")]
    partial void LogWaiting(string why);

    [LoggerMessage(LogLevel.Warning, "No channel is set for {Purpose}; set OPSBOT_Channels__{Setting}")]
    partial void LogNoChannel(string purpose, Purpose setting);

    // Printed once to whoever runs the program; only its hash is kept.
    [LoggerMessage(LogLevel.Warning, "Nobody is super admin yet. The first one types in chat: /ops claim {Code}")]
    partial void LogClaim(string code);
}
