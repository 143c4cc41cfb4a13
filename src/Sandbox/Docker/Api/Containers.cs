using System.Globalization;

namespace OpsBot.Sandbox.Docker.Api;

static class Containers
{
    public static Task<IResult> List(PretendHost host, HttpContext context)
    {
        if (!Filters.TryRead(context, ["label", "name", "id", "status"], out var filters, out var refused))
            return Task.FromResult(refused);
        var all = Answers.Flag(context, "all") || filters.Asks("status");
        return Task.FromResult(Answers.Of(
            from container in host.Containers
            let now = container.Now
            where (all || now.Running) && filters.HasLabels(container.Labels) && filters.Has("name", container.Name) &&
                filters.Has("id", container.Id) && filters.Has("status", now.Status)
            select ContainerShapes.Listed(container, now, host.Time.GetUtcNow())));
    }

    public static Task<IResult> Inspect(PretendHost host, HttpContext context) => On(host, context, container =>
        Task.FromResult(Answers.Of(ContainerShapes.Inspected(container, container.Now))));

    public static Task<IResult> Start(PretendHost host, HttpContext context) => On(host, context, container =>
        Task.FromResult(container.Now switch
        {
            { Status: "paused" } => Answers.Error(409, "cannot start a paused container, try unpause instead"),
            { Running: true } => Answers.Done(changed: false),
            _ => container.Start() is { } why ? Answers.Error(500, why) : Answers.Done(),
        }));

    public static Task<IResult> Stop(PretendHost host, HttpContext context) => On(host, context, async container =>
    {
        if (!container.Now.Running)
            return Answers.Done(changed: false);
        if (!TryGrace(context, out var grace, out var refused))
            return refused;
        await End(host, container, grace);
        return Answers.Done();
    });

    public static Task<IResult> Restart(PretendHost host, HttpContext context) => On(host, context, async container =>
    {
        if (!TryGrace(context, out var grace, out var refused))
            return refused;
        if (container.Now.Running)
            await End(host, container, grace);
        return container.Start() is { } why ? Answers.Error(500, $"Cannot restart container {container.Name}: {why}") : Answers.Done();
    });

    public static Task<IResult> Kill(PretendHost host, HttpContext context) => On(host, context, container =>
    {
        var signal = context.Request.Query["signal"].ToString();
        if (signal is not ("" or "KILL" or "SIGKILL" or "9" or "TERM" or "SIGTERM" or "15" or "INT" or "SIGINT" or "2"))
            return Task.FromResult(Answers.Error(400, $"Invalid signal: {signal}"));
        if (!container.Now.Running)
            return Task.FromResult(
                Answers.Error(409, $"cannot kill container: {context.Request.RouteValues["id"]}: container {container.Id} is not running"));
        container.Stop(signal.Contains("TERM", StringComparison.Ordinal) || signal.Contains("INT", StringComparison.Ordinal) ? 0 : 137);
        return Task.FromResult(Answers.Done());
    });

    public static Task<IResult> Pause(PretendHost host, HttpContext context) => On(host, context, container =>
    {
        var now = container.Now;
        if (!now.Running)
            return Task.FromResult(Answers.Error(409, $"Container {container.Id} is not running"));
        if (now.Status == "paused")
            return Task.FromResult(Answers.Error(409, $"Container {container.Id} is already paused"));
        if (now.Status == "restarting")
            return Task.FromResult(Answers.Error(409, $"Container {container.Id} is restarting, wait until the container is running"));
        container.SetPaused(true);
        return Task.FromResult(Answers.Done());
    });

    public static Task<IResult> Unpause(PretendHost host, HttpContext context) => On(host, context, container =>
    {
        if (container.Now.Status != "paused")
            return Task.FromResult(Answers.Error(500, $"Container {container.Id} is not paused"));
        container.SetPaused(false);
        return Task.FromResult(Answers.Done());
    });

    public static Task<IResult> Remove(PretendHost host, HttpContext context) => On(host, context, container =>
    {
        if (container.Now.Running && !Answers.Flag(context, "force"))
        {
            return Task.FromResult(Answers.Error(409,
                $"cannot remove container \"/{container.Name}\": container is running: stop the container before removing or force remove"));
        }

        host.Remove(container, withUnnamed: Answers.Flag(context, "v"));
        return Task.FromResult(Answers.Done());
    });

    static Task<IResult> On(PretendHost host, HttpContext context, Func<PretendContainer, Task<IResult>> act) =>
        host.TryContainer((string)context.Request.RouteValues["id"]!, out var container)
            ? act(container)
            : Task.FromResult(Answers.NoContainer(context));

    // The engine goes on when its caller hangs up, so none of this is cancelled with the request.
    static async Task End(PretendHost host, PretendContainer container, TimeSpan grace)
    {
        var obeys = !container.IgnoresStop && host.StopTakes <= grace;
        await Task.Delay(obeys ? host.StopTakes : grace, host.Time, CancellationToken.None);
        container.Stop(obeys ? 0 : 137);
    }

    static bool TryGrace(HttpContext context, out TimeSpan grace, out IResult refused)
    {
        (grace, refused) = (TimeSpan.FromSeconds(10), Results.Empty);
        var text = context.Request.Query["t"].ToString();
        if (text.Length == 0)
            return true;
        if (!int.TryParse(text, CultureInfo.InvariantCulture, out var seconds))
        {
            refused = Answers.Error(400, $"strconv.Atoi: parsing \"{text}\": invalid syntax");
            return false;
        }

        grace = seconds < 0 ? TimeSpan.FromDays(1) : TimeSpan.FromSeconds(seconds);
        return true;
    }
}
