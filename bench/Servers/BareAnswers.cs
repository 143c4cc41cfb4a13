using Microsoft.AspNetCore.WebUtilities;
using Npgsql;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Slack;

namespace OpsBot.Bench.Servers;

/// <summary>
/// What an answer is measured against: verify, one insert, acknowledge; then one read, the answer, and a mark that it was given.
/// </summary>
static class BareAnswers
{
    public static async Task<int> Run(string secret, string connectionString, string url)
    {
        var signature = new SlackSignature(secret, TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        await using var source = NpgsqlDataSource.Create(connectionString);
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        app.MapGet("/readyz", () => "ready");
        app.MapPost("/slack/commands", async context =>
        {
            var body = new byte[(int)context.Request.ContentLength!.Value];
            await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted);
            var headers = context.Request.Headers;
            if (signature.Check(headers[SlackSignature.TimestampHeader], headers[SlackSignature.SignatureHeader],
                body) != SignatureCheck.Valid)
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }
            var text = System.Text.Encoding.UTF8.GetString(body);
            var id = await Bare.Insert(source, text, context.RequestAborted);
            var form = QueryHelpers.ParseQuery(text);
            // After the acknowledgement, as every framework for bots does it.
            context.Response.OnCompleted(() => Answer(source, http, id, form["user_id"].ToString(), form["response_url"].ToString()));
        });
        await app.RunAsync();
        return 0;
    }

    static async Task Answer(NpgsqlDataSource source, HttpMessageInvoker http, Guid id, string user, string link)
    {
        await using (var read = source.CreateCommand(
            "select o.name from chat_accounts a join operators o on o.id = a.operator_id where a.platform = 'slack' and a.account_id = $1"))
        {
            read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = user });
            var name = (string)(await read.ExecuteScalarAsync())!;
            using var answer = new HttpRequestMessage(HttpMethod.Post, link)
                { Content = JsonContent.Create(new { text = $"You are {name}" }) };
            using var taken = await http.SendAsync(answer, CancellationToken.None);
        }
        await using var mark = source.CreateCommand("update bench_requests set handled_at = $2 where id = $1");
        mark.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        mark.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = TimeProvider.System.GetUtcNow().UtcDateTime });
        await mark.ExecuteNonQueryAsync();
    }
}
