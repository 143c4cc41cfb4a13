using Microsoft.Extensions.DependencyInjection;
using OpsBot.Bot.Discord;
using OpsBot.Core.Database;
using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Discord.Server;

namespace OpsBot.Tests.Bot.Discord;

public sealed class StayingConnected(Postgres postgres) : IAsyncLifetime
{
    static readonly (string, string)[] quickly = [("Discord:Lease:Length", "00:01:00"), ("Discord:Lease:Renewal", "00:00:00.3")];

    Server discord = null!;

    GatewayHub Gateway => discord.World.Gateway;

    public async ValueTask InitializeAsync() => discord = await Open(postgres, settings: _ => quickly);

    public ValueTask DisposeAsync() => discord.DisposeAsync();

    [Fact]
    public async Task What_came_while_the_line_was_down_is_told_again_and_answered()
    {
        discord.World.Gateway.Drop();
        Assert.True((await discord.Run(discord.Olivia, "ops whoami")).Ok);

        await discord.Sees(discord.Olivia, "olivia");
        Assert.Equal((1, 1), (Gateway.Started, Gateway.Resumed));
    }

    [Fact]
    public async Task What_is_told_three_times_is_taken_once()
    {
        discord.World.Gateway.CopiesOfEach = 3;
        Assert.True((await discord.Run(discord.Olivia, "ops whoami")).Ok);

        await discord.Sees(discord.Olivia, "olivia");
        Assert.Equal(1, await discord.Count("inbox"));
    }

    [Fact]
    public async Task Asked_to_come_back_on_another_line_it_goes_on()
    {
        discord.World.Gateway.AskToReconnect();
        await Eventually.Equal(1, () => Gateway.Resumed);
        Assert.True((await discord.Run(discord.Olivia, "ops whoami")).Ok);
        Assert.Equal(1, Gateway.Started);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Told_that_its_session_is_invalid_it_goes_on_or_starts_over_as_it_is_told(bool resumable)
    {
        discord.World.Gateway.InvalidateSession(resumable);

        await Eventually.Equal(resumable ? (1, 1) : (2, 0), () => (Gateway.Started, Gateway.Resumed));
        Assert.True((await discord.Run(discord.Olivia, "ops whoami")).Ok);
    }

    [Fact]
    public async Task After_discord_was_away_it_comes_back_by_itself()
    {
        discord.World.Trouble.GoAway(TimeSpan.FromMinutes(5));
        await Eventually.Equal(0, () => Gateway.Connected);
        discord.World.Trouble.Absence.ComeBack();

        await Eventually.Equal(1, () => Gateway.Connected);
        Assert.True((await discord.Run(discord.Olivia, "ops whoami")).Ok);
    }

    [Theory]
    [InlineData(CloseCode.SessionTimedOut, 2)]
    [InlineData(CloseCode.RateLimited, 1)]
    public async Task Hung_up_on_it_does_what_the_code_says(int code, int started)
    {
        discord.World.Gateway.CloseWith(code);

        await Eventually.True(() => Gateway.Connected == 0 || Gateway.Resumed + Gateway.Started > 1);
        await Eventually.Equal((1, started), () => (Gateway.Connected, Gateway.Started));
    }

    [Fact]
    public async Task With_a_token_that_was_reset_it_does_not_knock_again()
    {
        var duty = discord.Services.GetRequiredService<GatewayDuty>();
        discord.World.App = discord.World.App with { Token = discord.World.App.Token + "x" };
        discord.World.Gateway.Drop();

        await Eventually.True(() => duty.ExecuteTask is { IsCompletedSuccessfully: true });
        Assert.Equal(0, Gateway.Connected);
    }

    [Fact]
    public async Task Of_two_bots_one_listens_and_when_it_stops_the_other_goes_on_with_its_session()
    {
        await discord.StartBot(settings: quickly);
        // The other looks whether the lease is free as often as it is renewed.
        var held = await HeldUntil();
        await Eventually.True(async () => await HeldUntil() > held + TimeSpan.FromSeconds(1));
        Assert.Equal((1, 1, 0), (Gateway.Connected, Gateway.Started, Gateway.Resumed));

        await discord.StopBot(0);
        Assert.True((await discord.Run(discord.Olivia, "ops whoami")).Ok);

        await discord.Sees(discord.Olivia, "olivia");
        Assert.Equal((1, 1), (Gateway.Started, Gateway.Resumed));
    }

    [Fact]
    public async Task When_the_bot_that_listens_is_killed_the_other_takes_over_and_nothing_said_meanwhile_is_lost()
    {
        await discord.StopBot();
        var other = BotProgram.Begin(discord.Database.ConnectionString,
            [.. discord.Settings(), new("Discord:Lease:Length", "00:00:06"), new("Discord:Lease:Renewal", "00:00:00.3")]);
        await using var killed = other.Process;
        await other.Ready();
        await Eventually.Equal(1, () => Gateway.Connected);
        Assert.True((await discord.Run(discord.Olivia, "ops whoami")).Ok);
        // From then on another can go on with its session.
        await Eventually.Equal(1L, () => discord.Count("leases where memo <> '{}'"));
        // Returns once it listens, which the killed one does not let it do before.
        var next = discord.StartBot(settings: quickly);

        await killed.Kill();
        var meanwhile = Enumerable.Range(0, 20).Select(_ => discord.Run(discord.Olivia, "ops whoami")).ToList();

        await next;
        await Eventually.Equal(21L, () => discord.Count("inbox"));
        await Task.WhenAll(meanwhile);
        await Eventually.Equal(0L, () => discord.Count("inbox where handled_at is null"));
        await Eventually.Equal(1, () => Gateway.Connected);
    }

    async Task<DateTimeOffset> HeldUntil()
    {
        await using var db = await discord.Database.Source.OpenConnectionAsync(Cancel);
        return await db.Find<DateTimeOffset>("select held_until from leases where name = @LeaseName", new { GatewayDuty.LeaseName },
            Cancel);
    }
}
