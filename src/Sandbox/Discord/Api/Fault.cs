using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>Discord's errors. https://docs.discord.com/developers/topics/opcodes-and-status-codes#json</summary>
static class Fault
{
    internal static Reply Unauthorized => Of(401, 0, "401: Unauthorized");
    internal static Reply NotFound => Of(404, 0, "404: Not Found");
    internal static Reply UnknownApplication => Of(404, 10002, "Unknown Application");
    internal static Reply UnknownChannel => Of(404, 10003, "Unknown Channel");
    internal static Reply UnknownGuild => Of(404, 10004, "Unknown Guild");
    internal static Reply UnknownMember => Of(404, 10007, "Unknown Member");
    internal static Reply UnknownMessage => Of(404, 10008, "Unknown Message");
    internal static Reply UnknownUser => Of(404, 10013, "Unknown User");
    internal static Reply UnknownWebhook => Of(404, 10015, "Unknown Webhook");
    internal static Reply UnknownInteraction => Of(404, 10062, "Unknown interaction");
    internal static Reply MaximumPins => Of(400, 30003, "Maximum number of pins reached (50)");
    internal static Reply TooManyCommands =>
        Of(400, 30034, $"Max number of daily application command creates has been reached ({Commands.MostCreatesPerDay})");
    internal static Reply EntityTooLarge => Of(413, 40005, "Request entity too large");
    internal static Reply AlreadyAcknowledged => Of(400, 40060, "Interaction has already been acknowledged.");
    internal static Reply NoUserAgent => Of(403, 40333, "internal network error");
    internal static Reply MissingAccess => Of(403, 50001, "Missing Access");
    internal static Reply CannotEditAnothersMessage => Of(403, 50005, "Cannot edit a message authored by another user");
    internal static Reply EmptyMessage => Of(400, 50006, "Cannot send an empty message");
    internal static Reply CannotMessageUser => Of(403, 50007, "Cannot send messages to this user");
    internal static Reply MissingPermissions => Of(403, 50013, "Missing Permissions");
    internal static Reply ChannelType => Of(400, 50024, "Cannot execute action on this channel type");
    internal static Reply InvalidWebhookToken => Of(401, 50027, "Invalid Webhook Token");
    internal static Reply InvalidJson => Of(400, 50109, "The request body contains invalid JSON.");
    internal static Reply ThreadExists => Of(400, 160004, "A thread has already been created for this message");

    internal static Reply Of(int status, int code, string message) =>
        new(status, new JsonObject { ["message"] = message, ["code"] = code });

    /// <summary>Invalid Form Body, each problem where it stands in the body.</summary>
    internal static Reply Form(IEnumerable<FormProblem> problems)
    {
        var errors = new JsonObject();
        foreach (var problem in problems)
        {
            var node = errors;
            foreach (var step in problem.Path.Split('.', StringSplitOptions.RemoveEmptyEntries))
            {
                if (node[step] is not JsonObject inside) node[step] = inside = [];
                node = inside;
            }

            if (node["_errors"] is not JsonArray here) node["_errors"] = here = [];
            here.Add(new JsonObject { ["code"] = problem.Code, ["message"] = problem.Message });
        }

        return new(400, new JsonObject { ["message"] = "Invalid Form Body", ["code"] = 50035, ["errors"] = errors });
    }

    internal static Reply Form(string path, string code, string message) => Form([new(path, code, message)]);
}
