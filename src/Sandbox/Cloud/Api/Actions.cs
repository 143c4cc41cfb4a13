using System.Globalization;

namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>What is being done, and how far it has come.</summary>
static class Actions
{
    public static CloudAnswer List(CloudWorld world, CloudRequest request)
    {
        var ids = request.Context.Request.Query["id"]
            .Select(text => long.TryParse(text, CultureInfo.InvariantCulture, out var id) ? id : 0).ToHashSet();
        // Listing all actions of a project was removed on 30 January 2025.
        return ids.Count == 0 ? CloudAnswer.Removed("GET /actions without id")
            : Page(world, request, world.Schedule.Actions.Where(one => ids.Contains(one.Id)));
    }

    public static CloudAnswer Show(CloudWorld world, CloudRequest request) =>
        world.Schedule.Actions.FirstOrDefault(one => one.Id == request.Id) is { } action
            ? CloudAnswer.Ok(new { action = Shape(world, action) }) : CloudAnswer.NotFound("action");

    public static CloudAnswer OfServer(CloudWorld world, CloudRequest request) => Servers.Kind.Find(world, request) is { } server
        ? Page(world, request, world.Schedule.Actions.Where(one => one.Resources.Contains(CloudResource.Of(server))))
        : Servers.Kind.Missing(request);

    public static object Shape(CloudWorld world, CloudAction action) => new
    {
        action.Id, action.Command, status = action.Finished is null ? "running" : action.Fate == ActionFate.Fails ? "error" : "success",
        progress = Progress(world.Now, action), action.Started, action.Finished, resources = action.Resources,
        error = action is { Finished: not null, Fate: ActionFate.Fails } ? new { code = "action_failed", message = "Action failed" } : null,
    };

    static CloudAnswer Page(CloudWorld world, CloudRequest request, IEnumerable<CloudAction> all) =>
        (request.Query("sort") ?? "id") switch
        {
            "id" or "id:asc" => all.OrderBy(one => one.Id),
            "id:desc" => all.OrderByDescending(one => one.Id),
            "started" or "started:asc" => all.OrderBy(one => one.Started).ThenBy(one => one.Id),
            "started:desc" => all.OrderByDescending(one => one.Started).ThenByDescending(one => one.Id),
            _ => null,
        } is { } sorted ? Paged.Of(request, "actions", sorted, one => Shape(world, one))
            : CloudAnswer.Invalid("sort", "is not a field to sort by");

    static int Progress(DateTimeOffset now, CloudAction action) => action.Finished is not null ? 100
        : action.Fate == ActionFate.Sticks || now <= action.Started ? 0
        : (int)Math.Min(99, (now - action.Started) / (action.Due - action.Started) * 100);
}
