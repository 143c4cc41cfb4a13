using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Docker.Api;

/// <summary>One call to an engine: its version, and then what is asked for.</summary>
sealed class EngineCall(PretendHost host, string path, Func<PretendHost, HttpContext, Task<IResult>> answer, HttpContext context) : ICall
{
    public string Route => $"{context.Request.Method} {path}";

    public ApiReply Broken => Say(Answers.Error(500, "containerd: rpc error: code = Unavailable desc = connection error"));

    // What is sent to an engine stands in the address.
    public Task<JsonNode?> Read() => Task.FromResult<JsonNode?>(null);

    public async Task<ApiReply> Answer() => Say(Refuse() ?? await answer(host, context));

    // The engine itself refuses nobody for coming too often; what stands before one may.
    public ApiReply TooMany(TimeSpan wait, LimitScope scope)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Say(Answers.Error(429, "too many requests"));
    }

    static ApiReply Say(IResult result) => new((result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK, result);

    IResult? Refuse()
    {
        context.Response.Headers["Api-Version"] = host.ApiVersion;
        context.Response.Headers["Docker-Experimental"] = "false";
        context.Response.Headers["Ostype"] = "linux";
        context.Response.Headers.Server = "Docker/28.2.2 (linux)";
        if (context.Request.RouteValues["version"] is not string version)
            return null;
        if (!System.Version.TryParse(version, out var asked))
            return Answers.Error(404, "page not found");
        if (asked < System.Version.Parse(host.OldestApiVersion))
        {
            return Answers.Error(400, string.Create(CultureInfo.InvariantCulture,
                $"client version {version} is too old. Minimum supported API version is {host.OldestApiVersion}, please upgrade your client to a newer version"));
        }

        return asked > System.Version.Parse(host.ApiVersion)
            ? Answers.Error(400, $"client version {version} is too new. Maximum supported API version is {host.ApiVersion}")
            : null;
    }
}
