using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using OpsBot.Core.Database;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Nodes;

/// <summary>Nodes tell the bot how busy their servers are.</summary>
public sealed class PushingNumbers(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    readonly HttpClient http = new(new SocketsHttpHandler());
    WebApplication bot = null!;
    RentedServer server = null!;
    string secret = "";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await desk.Rent();
        secret = (await desk.Get<SecretVault>().Open(server.Id, Cancel)).Value[SecretName.InstanceSecret];
        bot = await NodeDoor.Open(desk);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await BotInside.Stop(bot);
    }

    async Task<HttpResponseMessage> Push(string body, string? with = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(bot.Urls.First()), "nodes/metrics"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("X-Instance-Secret", with ?? secret);
        return await http.SendAsync(request, Cancel);
    }

    string Body(string numbers) => $$"""{"server": "{{server.Name}}", {{numbers}}}""";

    Task<long> Kept() => desk.One<long>("select count(*) from node_metrics where server_id = @Id", new { Id = server.Id.Value });

    [Fact]
    public async Task They_are_kept_once_and_whoever_tells_too_often_is_told_when_to_come_back()
    {
        using var first = await Push(Body("\"cpu\": 31.5, \"disk\": 48, \"netIn\": 91000"));
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        await Eventually.Equal(1L, Kept);
        Assert.Equal("31.5/-/48/91000", await desk.One<string>(
            "select concat_ws('/', cpu, coalesce(memory::text, '-'), disk, net_in) from node_metrics where server_id = @Id",
            new { Id = server.Id.Value }));

        using var again = await Push(Body("\"cpu\": 99"));
        Assert.Equal(HttpStatusCode.TooManyRequests, again.StatusCode);
        Assert.InRange(again.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 30);
        Assert.Equal(1, await Kept());
    }

    [Fact]
    public async Task Of_many_that_come_at_a_time_one_is_kept()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => Push(Body($"\"cpu\": {number}"))));
        Assert.All(all, answer => Assert.Contains(answer.StatusCode,
            new[] { HttpStatusCode.Accepted, HttpStatusCode.TooManyRequests, HttpStatusCode.ServiceUnavailable }));
        Assert.Contains(all, answer => answer.StatusCode == HttpStatusCode.Accepted);
        foreach (var answer in all) answer.Dispose();
        await Eventually.Equal(0L, () => desk.One<long>("select count(*) from inbox where platform = 'nodes' and handled_at is null", null));
        Assert.Equal(1, await Kept());
    }

    [Fact]
    public async Task The_coming_secret_is_as_good_as_the_present_one_while_they_are_changed()
    {
        await desk.Get<SecretVault>().MakeNext(server.Id, Cancel);
        var next = (await desk.Get<SecretVault>().OpenNext(server.Id, Cancel))!.Value[SecretName.InstanceSecret];
        using var answer = await Push(Body("\"memory\": 12"), next);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Theory]
    [InlineData("\"cpu\": 101")]
    [InlineData("\"cpu\": -1")]
    [InlineData("\"cpu\": \"31\"")]
    [InlineData("\"cpu\": 1e999")]
    [InlineData("\"load\": 3")]
    [InlineData("\"cpu\": null")]
    public async Task What_is_no_number_is_refused_with_words_and_not_kept(string numbers)
    {
        using var answer = await Push(Body(numbers));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("error", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(0, await Kept());
    }

    [Fact]
    public async Task They_are_forgotten_after_five_weeks()
    {
        await desk.Execute(
            "insert into node_metrics (server_id, at, cpu) values (@Id, @Old, 1), (@Id, @Young, 1)",
            new { Id = server.Id.Value, Old = desk.Clock.GetUtcNow().AddDays(-36), Young = desk.Clock.GetUtcNow().AddDays(-34) });
        Assert.True((await desk.Get<Retention>().Clear(Cancel)).Metrics >= 1);
        Assert.Equal(1, await Kept());
    }
}
