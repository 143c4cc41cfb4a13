namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>POST /servers/{id}/actions/{action}.</summary>
static class ServerActions
{
    // A system that hears that it is to shut down takes that long to.
    static readonly TimeSpan ShuttingDown = TimeSpan.FromSeconds(6);

    public static CloudAnswer Begin(CloudWorld world, CloudRequest request)
    {
        if (Servers.Kind.Find(world, request) is not { } server) return Servers.Kind.Missing(request);
        var action = (string)request.Context.Request.RouteValues["action"]!;
        if (world.IsLocked(server)) return CloudAnswer.Locked("server");
        return action switch
        {
            "poweron" => Simple("start_server", () => On(world, server)),
            "poweroff" => Simple("stop_server", () => world.Stop(server)),
            "shutdown" => Simple("shutdown_server", () => ShutDown(world, server)),
            "reboot" => Simple("reboot_server", () => Restart(world, server)),
            "reset" => Simple("reset_server", () => Restart(world, server)),
            "change_protection" => Protect(world, request, server),
            "change_type" => ChangeType(world, request, server),
            "rebuild" => Rebuild(world, request, server),
            "create_image" => Images.Create(world, request, server),
            _ => CloudAnswer.NotFound("action"),
        };

        CloudAnswer Simple(string command, Action effect) => request.Unknown() ?? Begun(world, command, server, effect);
    }

    static CloudAnswer Begun(CloudWorld world, string command, CloudServer server, Action effect) =>
        CloudAnswer.Created(new { action = Actions.Shape(world, world.Begin(command, server, effect)) });

    static void On(CloudWorld world, CloudServer server)
    {
        // One whose first start failed has never read what it was to become.
        if (server.Status != "running") world.Start(server, isNew: server.Disk is null);
    }

    static void Restart(CloudWorld world, CloudServer server)
    {
        world.Stop(server);
        world.Start(server, isNew: false);
    }

    // The signal is sent, and that is all that the action tells of.
    static void ShutDown(CloudWorld world, CloudServer server)
    {
        if (server.IgnoresShutdown || server.Status != "running") return;
        server.Status = "stopping";
        world.Schedule.Later(ShuttingDown, () =>
        {
            if (server.Status == "stopping") world.Stop(server);
        });
    }

    static CloudAnswer Protect(CloudWorld world, CloudRequest request, CloudServer server) =>
        request.Unknown("delete", "rebuild") is { } unknown ? unknown
        : request.Flag("delete") is not { } on ? CloudAnswer.Invalid("delete", "is required")
        // https://docs.hetzner.cloud/reference/cloud: both have to be the same.
        : request.Flag("rebuild") is { } rebuild && rebuild != on ? CloudAnswer.Invalid("rebuild", "must be as delete")
        : Begun(world, "change_server_protection", server, () => server.IsProtected = on);

    static CloudAnswer ChangeType(CloudWorld world, CloudRequest request, CloudServer server)
    {
        if (request.Unknown("server_type", "upgrade_disk") is { } unknown) return unknown;
        if (request.Reference("server_type") is not { } reference) return CloudAnswer.Invalid("server_type", "is required");
        if (request.Flag("upgrade_disk") is not { } upgrade) return CloudAnswer.Invalid("upgrade_disk", "is required");
        if (CreateServer.TypeOf(world, reference) is not { } type) return CloudAnswer.NotFound($"server type '{reference}'");
        if (server.Status != "off") return CloudAnswer.Error(422, "server_not_stopped", "server must be stopped");
        if (type.Architecture != server.Type.Architecture || !type.Prices.ContainsKey(server.Location) || world.Stock.IsOver(type))
            return CloudAnswer.Error(422, "invalid_server_type", "server type does not fit or is deprecated");
        if (type.Disk < server.PrimaryDisk) return CloudAnswer.Error(422, "invalid_server_type", "not sufficient disk space");
        if (!world.Stock.HasRoom(type, server.Location)) return CloudAnswer.Error(412, "resource_unavailable", "error during placement");
        return Begun(world, "change_server_type", server, () =>
        {
            server.Type = type;
            if (upgrade) server.PrimaryDisk = type.Disk;
            world.Start(server, isNew: false);
        });
    }

    static CloudAnswer Rebuild(CloudWorld world, CloudRequest request, CloudServer server)
    {
        if (request.Unknown("image", "user_data") is { } unknown) return unknown;
        if (server.IsProtected) return CloudAnswer.Protected("server");
        if (Images.For(world, request, server.Type, server.PrimaryDisk, out var picture) is { } wrong) return wrong;
        if (CreateServer.TooLong(request) is { } tooLong) return tooLong;
        world.Stop(server);
        server.Status = "rebuilding";
        return CloudAnswer.Created(new
        {
            action = Actions.Shape(world, world.Begin("rebuild_server", server, () =>
            {
                (server.Disk, server.UserData) = (picture?.Disk, request.Text("user_data") ?? server.UserData);
                world.Start(server, isNew: true);
            }, failure: () => server.Status = "off")),
            root_password = (string?)null,
        });
    }
}
