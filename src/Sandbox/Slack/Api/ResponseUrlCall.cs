using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>What the app posts to a response_url.</summary>
sealed class ResponseUrlCall(SlackWorld world, string path, HttpContext context) : ICall
{
    ReadArguments.Result read = ReadArguments.Nothing;

    public string Route => "response_url";

    public ApiReply Broken => Reply.AsText(Reply.Error("fatal_error"), StatusCodes.Status500InternalServerError);

    public async Task<JsonNode?> Read()
    {
        read = await ReadArguments.From(context.Request, takesJson: true);
        return read.Given.Json;
    }

    public ApiReply TooMany(TimeSpan wait, LimitScope scope)
    {
        context.Response.Headers.RetryAfter = MethodCall.RetryAfter(wait);
        return Reply.AsText(Reply.Error("ratelimited"), StatusCodes.Status429TooManyRequests);
    }

    public Task<ApiReply> Answer() => Task.FromResult(Post());

    ApiReply Post()
    {
        if (read.Error is not null) return Reply.AsText(Reply.Error("invalid_payload"), StatusCodes.Status400BadRequest);
        if (world.ResponseUrls.Use(path, out var url) is { } refused)
            return Reply.AsText(Reply.Error(refused), StatusCodes.Status404NotFound);
        // The old way: a form with everything in one field.
        var said = read.Given["payload"] is JsonValue ? read.Given.Structure("payload") as JsonObject ?? [] : read.Given.Json;
        return AppResponse.Post(world, said, url!) is { } reasons
            ? Reply.AsText(Reply.Error(reasons), StatusCodes.Status400BadRequest)
            : Reply.AsText(Reply.Ok());
    }
}
