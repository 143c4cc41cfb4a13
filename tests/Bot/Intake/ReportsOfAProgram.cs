using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Intake;
using OpsBot.Core;
using OpsBot.Core.Database;
using OpsBot.Core.Instances;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Intake;

/// <summary>What a payment provider's webhook will be: a source of the inbox by which nothing can be said to anybody.</summary>
public sealed class ReportsOfAProgram(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    IHost bot = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>It reports an instance that nobody has paid for, by its id.</summary>
    sealed class Till(Runner runner) : IInboxSource
    {
        public string Name => "till";

        public Task Handle(InboxRow row, CancellationToken cancel) => runner.Run(
            new StopInstance(InstanceId.Of(Guid.Parse(row.Body))), Actor.OpsBot(Name), "the card was declined", row.Id, cancel);
    }

    public async ValueTask InitializeAsync()
    {
        await desk.Execute("insert into channels (purpose, platform, channel_id) values ('ops', 'slack', 'COPS') on conflict do nothing",
            new { });
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Audit:Key", Convert.ToBase64String(new byte[32]))]);
        builder.Services.AddCore(desk.Database.ConnectionString).AddChats(builder.Configuration).AddSingleton<IInboxSource, Till>();
        bot = builder.Build();
        await bot.StartAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await bot.StopAsync(CancellationToken.None);
        bot.Dispose();
    }

    [Fact]
    public async Task Are_carried_out_once_in_the_name_of_their_source()
    {
        var shop = await desk.Instance();
        var declined = new Incoming($"till:{shop}", "till", "payment", await Id(shop));

        Assert.Equal(Received.Recorded, await bot.Services.GetRequiredService<Inbox>().Receive(declined, Cancel));
        Assert.Equal(Received.Known, await bot.Services.GetRequiredService<Inbox>().Receive(declined, Cancel));

        await Handled(shop);
        Assert.Equal("stopping", await desk.StateOf(shop));
        Assert.Equal(["instance stop started"], await desk.AuditOf(shop));
        Assert.Equal("opsbot:till: the card was declined", await desk.One<string>(
            "select (body::jsonb ->> 'account') || ': ' || (body::jsonb ->> 'reason') from audit where target_label = @shop", new { shop }));
        Assert.Equal(0, await desk.One<long>("select count(*) from deliveries where platform = 'till'", null));
    }

    [Fact]
    public async Task Are_taken_up_where_the_bot_that_took_them_died()
    {
        var shop = await desk.Instance();
        await LeftBehind(shop, await Id(shop), attempts: 0);

        await Handled(shop);
        Assert.Equal("stopping", await desk.StateOf(shop));
    }

    [Fact]
    public async Task Are_told_the_team_where_they_fail_however_often_they_are_tried()
    {
        await LeftBehind("nonsense", "no id", attempts: 20);

        await Handled("nonsense");
        Assert.Equal("till payment failed", await desk.One<string>(
            "select operation || ' ' || outcome from audit where body::jsonb ->> 'account' = 'opsbot:inbox'", null));
        Assert.Contains(await desk.At("channel:COPS"),
            reply => reply.Text.Contains("A payment from till was tried 21 times", StringComparison.Ordinal));
    }

    async Task<string> Id(string shop) => (await desk.One<Guid>("select id from instances where slug = @shop", new { shop })).ToString();

    Task<int> LeftBehind(string key, string body, int attempts) => desk.Execute(
        """
        insert into inbox (id, key, platform, kind, body, attempts, received_at, claimed_until)
        values (@Id, @Key, 'till', 'payment', @body, @attempts, @Now, @Now)
        """, new { Id = Guid.CreateVersion7(), Key = $"till:{key}", body, attempts });

    Task Handled(string key) => Eventually.Equal(1L, () =>
        desk.One<long>("select count(*) from inbox where key = @Key and handled_at is not null", new { Key = $"till:{key}" }));
}
