using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Telemetry;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Somebody who reaches the port, perhaps through a proxy that says nothing of itself.</summary>
public sealed class WhoReadsTheMetrics(Postgres postgres)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer another")]
    [InlineData("Basic c2VjcmV0")]
    public async Task Reads_nothing_without_the_token_where_there_is_one(string? authorization)
    {
        await using var program = await Program("secret-token");
        Assert.Equal(HttpStatusCode.NotFound, (await Ask(program, authorization)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Ask(program, "Bearer secret-token")).StatusCode);
    }

    [Fact]
    public async Task Reads_nowhere_in_which_database_and_as_whom_it_serves()
    {
        await using var database = await postgres.NewDatabase();
        await using var program = await Program(null);
        const string mark = "where-and-as-whom";
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { ApplicationName = mark }.ConnectionString;
        await using var source = Connections.Open(connection);
        await using (var db = await source.OpenConnectionAsync(Cancel)) await db.Execute("select 1", null, Cancel);
        var told = await (await Ask(program, null)).Content.ReadAsStringAsync(Cancel);
        Assert.Contains("pool_name=\"opsbot\"", told, StringComparison.Ordinal);
        // The other tests' own connections are told as well; this one is only what it is called.
        Assert.DoesNotContain(mark, told, StringComparison.Ordinal);
    }

    static async Task<WebApplication> Program(string? token)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["Metrics:Enabled"] = "true";
        builder.Configuration["Metrics:Token"] = token;
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddTelemetry(builder.Configuration, "opsbot-test");
        var app = builder.Build();
        app.MapMetrics();
        await app.StartAsync(Cancel);
        return app;
    }

    static async Task<HttpResponseMessage> Ask(WebApplication program, string? authorization)
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{program.Urls.First()}/metrics"));
        if (authorization is not null) request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        return await http.SendAsync(request, Cancel);
    }
}
