using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Webhooks;
using OpsBot.Core.Alerts;
using OpsBot.Core.Database;
using OpsBot.Core.Replies;
using OpsBot.Tests.Core.Alerts;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Webhooks;

public sealed class TellingWebhooks(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    const string Secret = "a secret of sixteen letters or more";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    Listener listener = null!;
    ServiceProvider? services;

    public async ValueTask InitializeAsync()
    {
        listener = await Listener.Start();
        await desk.Execute("delete from alerts; delete from deliveries; delete from messages", new { });
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        await listener.DisposeAsync();
    }

    /// <summary>A bot that delivers to these paths of the listener.</summary>
    async Task Start(params string[] paths)
    {
        var settings = new Dictionary<string, string?> { ["Alerts:LoopbackWebhooks"] = "true" };
        foreach (var (i, path) in paths.Index())
        {
            settings[$"Alerts:Webhooks:{i}:Url"] = listener.At($"/{path}");
            settings[$"Alerts:Webhooks:{i}:Name"] = path;
            settings[$"Alerts:Webhooks:{i}:Secret"] = Secret;
        }
        var collection = new ServiceCollection().AddSingleton<TimeProvider>(desk.Clock).AddSingleton(desk.Database.Source)
            .AddSingleton(desk.Get<Outbox>());
        collection.AddLogging();
        collection.AddWebhooks(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        var inbox = new Inbox(desk.Database.Source, TimeProvider.System, new(), NullLogger<Inbox>.Instance);
        collection.AddSingleton(provider => new Delivery(provider.GetServices<IMessenger>(),
            new Deliveries(desk.Database.Source, desk.Clock, new()), desk.Get<Outbox>(), inbox, desk.Clock, NullLogger<Delivery>.Instance));
        services = collection.BuildServiceProvider();
        await services.GetRequiredService<Delivery>().StartAsync(Cancel);
    }

    async Task Stop()
    {
        if (services is null) return;
        await services.GetRequiredService<Delivery>().StopAsync(CancellationToken.None);
        await services.DisposeAsync();
        services = null;
    }

    async Task<Alert> FromOpenToOver(string what = "web-1 is away")
    {
        var cause = $"provider:{Guid.CreateVersion7():n}";
        var alert = await desk.Alert(what, Severity.Warning, cause: cause);
        await desk.Ask("olivia", $"/alert ack {alert.Number}");
        await desk.Ask("olivia", $"/alert note {alert.Number} I look at it");
        await desk.Alert(what, Severity.Critical, cause: cause);
        return await desk.Over(alert);
    }

    static readonly string[] all = ["opened", "acknowledged", "severity_changed", "resolved"];

    Task Arrived(int many) => Eventually.True(() =>
    {
        desk.Clock.Advance(TimeSpan.FromSeconds(5));
        return listener.Taken.Count >= many;
    });

    Task Settled() => Eventually.Equal(0L, async () =>
    {
        desk.Clock.Advance(TimeSpan.FromSeconds(5));
        return await desk.One<long>("select count(*) from deliveries where pending and platform = 'webhook'", null);
    });

    [Fact]
    public async Task Each_turn_is_posted_once_in_order_and_signed_over_its_time_and_body()
    {
        await Start("pager");
        var alert = await FromOpenToOver();
        await Settled();
        Assert.Equal(all, listener.Taken.Select(one => one.Event));
        foreach (var one in listener.Taken)
        {
            byte[] signed = [.. Encoding.UTF8.GetBytes(one.Timestamp + "."), .. one.Body];
            Assert.Equal("v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed)), one.Signature);
        }
        var bodies = listener.Taken.Select(one => JsonNode.Parse(one.Text)!).ToList();
        Assert.Equal(bodies.Select(one => (long)one["sequence"]!).Order(), bodies.Select(one => (long)one["sequence"]!));
        var last = bodies[^1]["alert"]!;
        Assert.Equal((alert.Number, "resolved", "critical", "Olivia", "It answers again."), ((long)last["number"]!, (string)last["state"]!,
            (string)last["severity"]!, (string)last["acknowledgedBy"]!, (string)last["resolution"]!));
        Assert.DoesNotContain("I look at it", string.Concat(listener.Taken.Select(one => one.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_away_gets_all_of_it_in_order_when_it_is_back_and_holds_up_no_other()
    {
        var away = true;
        listener.Answers = posted => away && posted.Path == "/slow" ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK;
        await Start("pager", "slow");
        await FromOpenToOver();
        await Eventually.True(() =>
        {
            desk.Clock.Advance(TimeSpan.FromSeconds(5));
            return listener.Taken.Count(one => one.Path == "/pager") == 4;
        });
        // Far longer than what holds up a channel of a chat platform.
        await Eventually.True(async () =>
        {
            desk.Clock.Advance(TimeSpan.FromMinutes(1));
            return await desk.One<long>("select max(attempts) from deliveries where platform = 'webhook'", null) > 22;
        });
        await desk.Get<Troubles>().Round(Cancel);
        Assert.Equal(["The webhook slow does not take alerts"],
            await desk.All<string>("select heading from alerts where state <> 'resolved' and cause like 'webhook:%'", null));
        away = false;
        await Eventually.True(() =>
        {
            desk.Clock.Advance(TimeSpan.FromMinutes(1));
            return listener.Taken.Count(one => one.Path == "/slow") >= 5;
        });
        // In order within each alert; which of the two is told first is nobody's promise.
        var each = listener.Taken.Where(one => one.Path == "/slow").GroupBy(one => one.Id.Split(':')[1])
            .Select(same => string.Join(' ', same.Select(one => one.Event)));
        Assert.Equal(["opened", string.Join(' ', all)], each.OrderBy(told => told.Length));
        await Settled();
        await desk.Get<Troubles>().Round(Cancel);
        Assert.Equal(0, await desk.One<long>("select count(*) from alerts where state <> 'resolved' and cause like 'webhook:%'", null));
    }

    [Theory]
    [InlineData(HttpStatusCode.TemporaryRedirect)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task What_sends_elsewhere_or_refuses_is_given_up_and_told_and_nobody_else_is_asked(HttpStatusCode status)
    {
        listener.Answers = _ => status;
        await Start("gone");
        await desk.Alert();
        await Settled();
        Assert.Empty(listener.Taken);
        Assert.Equal(1, listener.Calls);
        await desk.Get<Troubles>().Round(Cancel);
        var alert = await desk.One<string>("select detail from alerts where cause = 'webhook:gone'", null);
        Assert.Contains($"gone answered {(int)status}.", alert, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_said_while_no_bot_ran_is_told_by_the_next_and_without_a_webhook_nothing_piles_up()
    {
        await FromOpenToOver();
        await Start("pager");
        await Arrived(2);
        await Stop();
        await Start("pager");
        await Settled();
        Assert.Equal(all, listener.Taken.Select(one => one.Event).Distinct());

        await Stop();
        await Start();
        await desk.Alert();
        await Settled();
        Assert.Equal(4, listener.Taken.Select(one => one.Id).Distinct().Count());
    }
}
