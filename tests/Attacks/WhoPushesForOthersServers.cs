using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Has one server, and with it one secret, and would like to speak for others.</summary>
public sealed class WhoPushesForOthersServers(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    readonly HttpClient http = new(new SocketsHttpHandler());
    WebApplication bot = null!;
    RentedServer mine = null!, other = null!;
    string secret = "";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (mine, other) = (await desk.Rent(), await desk.Rent());
        secret = (await desk.Get<SecretVault>().Open(mine.Id, Cancel)).Value[SecretName.InstanceSecret];
        bot = await NodeDoor.Open(desk);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await BotInside.Stop(bot);
    }

    /// <summary>The status, and all that is told with it.</summary>
    async Task<(HttpStatusCode, string)> Push(string body, string? with)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(bot.Urls.First()), "nodes/metrics"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (with is not null) request.Headers.TryAddWithoutValidation("X-Instance-Secret", with);
        using var answer = await http.SendAsync(request, Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    static string Of(string server) => $$"""{"server": "{{server}}", "cpu": 1}""";

    async Task NothingCame()
    {
        Assert.Equal(0, await desk.One<long>("select count(*) from inbox where platform = 'nodes'", null));
        Assert.Equal(0, await desk.One<long>("select count(*) from node_metrics", null));
    }

    [Fact]
    public async Task Cannot_speak_for_another_nor_learn_whether_there_is_such_a_server()
    {
        var nobody = await Push(Of("no-such-server"), secret);
        Assert.Equal((HttpStatusCode.Unauthorized, ""), nobody);
        Assert.Equal(nobody, await Push(Of(other.Name), secret));
        Assert.Equal(nobody, await Push(Of(other.Name), "guessed"));
        Assert.Equal(nobody, await Push(Of(other.Name), ""));
        Assert.Equal(nobody, await Push(Of(other.Name), null));
        Assert.Equal(nobody, await Push(Of("h1"), secret));
        await NothingCame();
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"server": 7}""")]
    [InlineData("""{"server": "' or true --", "cpu": 1}""")]
    public async Task Cannot_get_in_with_what_names_no_server(string body)
    {
        Assert.Equal((HttpStatusCode.Unauthorized, ""), await Push(body, secret));
        await NothingCame();
    }

    [Fact]
    public async Task Cannot_have_much_read()
    {
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Push(Of(new string('x', 8_000)), secret)).Item1);
        await NothingCame();
    }

    [Fact]
    public async Task Cannot_speak_for_one_that_is_gone()
    {
        await desk.Execute("update servers set state = 'deleted', deleted_at = @Now where id = @Id", new { Id = mine.Id.Value });
        Assert.Equal((HttpStatusCode.Unauthorized, ""), await Push(Of(mine.Name), secret));
        await NothingCame();
    }
}
