using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>Checks blocks, a message or a view without a token.</summary>
sealed class BlocksValidate : IApiMethod
{
    public string Name => "blocks.validate";
    public string? Scope => null;
    public RateLimit Limit => Tiers.Tier4;
    public bool TakesJson => true;
    public TokenKind Token => TokenKind.None;

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        var problems = given.Structure("view") is JsonObject view ? BlockKit.CheckView(view, type: null)
            : (given.Structure("blocks") ?? Shape.In(given.Structure("message"), "blocks")) is JsonArray blocks
                ? BlockKit.CheckMessage(blocks)
            : null;
        if (problems is null) return Reply.Error(["invalid_arguments", "[ERROR] send one of blocks, view or message"]);
        var reply = problems.Count == 0 ? Reply.Ok() : Reply.Error("invalid_blocks");
        reply["errors"] = new JsonArray([.. problems.Select(problem => new JsonObject
        {
            ["code"] = problem.Code,
            ["message"] = problem.Message,
            ["field"] = problem.Pointer.Split('/')[^1],
            ["pointer"] = problem.Pointer,
        })]);
        return reply;
    }
}
