namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>What is the same for everything in the project: it is listed, shown, named, labelled, protected and deleted.</summary>
sealed record Kind<T>(string One, string Many, Func<CloudWorld, T, object> Shape) where T : class, ICloudThing
{
    /// <summary>Which of them belong to this listing.</summary>
    public Func<T, bool> Where { get; init; } = _ => true;

    /// <summary>A status to filter by, where there is one.</summary>
    public Func<T, string>? Status { get; init; }

    public bool IsHostname { get; init; }

    /// <summary>As messages call one: "floating_ip" is a floating IP.</summary>
    string Called => One.Replace('_', ' ');

    public CloudAnswer List(CloudWorld world, CloudRequest request)
    {
        var fits = request.Query("label_selector") is { } text ? Names.Selector(text) : _ => true;
        if (fits is null) return CloudAnswer.Invalid("label_selector", "is not correctly formatted");
        if (Sorted(All(world), request) is not { } all) return CloudAnswer.Invalid("sort", "is not a field to sort by");
        return Paged.Of(request, Many, all.Where(one => fits(one.Labels)
            && (request.Query("name") is not { } name || one.Name == name)
            && (request.Query("status") is not { } status || Status is null || Status(one) == status)), one => Shape(world, one));
    }

    public CloudAnswer Show(CloudWorld world, CloudRequest request) =>
        Find(world, request) is { } thing ? CloudAnswer.Ok(Of(world, thing)) : Missing(request);

    public CloudAnswer Change(CloudWorld world, CloudRequest request)
    {
        if (Find(world, request) is not { } thing) return Missing(request);
        if (request.Unknown("name", "labels", "description", "auto_delete") is { } unknown) return unknown;
        if (Names.ReadLabels(request, out var labels) is { } wrong) return wrong;
        if (request.Body["name"] is not null)
        {
            if (NameOf(world, request, thing, out var name) is { } bad) return bad;
            thing.Name = name;
        }
        // All of them at once: what is not named is gone.
        if (request.Body["labels"] is not null) thing.Labels = labels;
        if (thing is CloudPicture picture) picture.Description = request.Text("description") ?? picture.Description;
        if (thing is CloudAddress address)
        {
            address.Description = request.Text("description") ?? address.Description;
            address.AutoDelete = request.Flag("auto_delete") ?? address.AutoDelete;
        }
        return CloudAnswer.Ok(Of(world, thing));
    }

    public CloudAnswer Delete(CloudWorld world, CloudRequest request) => Delete(world, request, _ => null);

    public CloudAnswer Delete(CloudWorld world, CloudRequest request, Func<T, CloudAnswer?> inUse)
    {
        if (Find(world, request) is not { } thing) return Missing(request);
        if (thing.IsProtected) return CloudAnswer.Protected(Called);
        if (inUse(thing) is { } refused) return refused;
        world.Project.Remove(thing);
        return CloudAnswer.NoContent;
    }

    public CloudAnswer Protect(CloudWorld world, CloudRequest request)
    {
        if (Find(world, request) is not { } thing) return Missing(request);
        if (request.Unknown("delete") is { } unknown) return unknown;
        if (request.Flag("delete") is not { } on) return CloudAnswer.Invalid("delete", "is required");
        return CloudAnswer.Created(new { action = Begin(world, "change_protection", thing, () => thing.IsProtected = on) });
    }

    public object Begin(CloudWorld world, string command, T thing, Action effect, params IEnumerable<CloudResource> besides) =>
        Actions.Shape(world, world.Schedule.Begin(command, [new(thing.Id, One), .. besides], effect));

    public T? Find(CloudWorld world, CloudRequest request) =>
        request.Id is { } id && world.Project.Find<T>(id) is { } thing && Where(thing) ? thing : null;

    public CloudAnswer Missing(CloudRequest request) =>
        CloudAnswer.NotFound($"{Called} with ID '{request.Context.Request.RouteValues["id"]}'");

    public Dictionary<string, object> Of(CloudWorld world, T thing) => new() { [One] = Shape(world, thing) };

    /// <summary>A name that no other of them has; or what is wrong with it.</summary>
    public CloudAnswer? NameOf(CloudWorld world, CloudRequest request, T? thing, out string name)
    {
        name = request.Text("name") ?? "";
        var wanted = name;
        if (IsHostname ? !Names.IsHostname(name) : name.Length is 0 or > 64)
            return CloudAnswer.Invalid("name", IsHostname ? "must be a valid hostname" : "must have 1 to 64 characters");
        return All(world).Any(one => one != thing && one.Name == wanted) ? CloudAnswer.Taken($"{Called} name") : null;
    }

    public IEnumerable<T> All(CloudWorld world) => world.Project.All<T>().Where(Where);

    static IEnumerable<T>? Sorted(IEnumerable<T> all, CloudRequest request) => (request.Query("sort") ?? "id").Split(':') switch
    {
        ["id"] or ["id", "asc"] => all.OrderBy(one => one.Id),
        ["id", "desc"] => all.OrderByDescending(one => one.Id),
        ["name"] or ["name", "asc"] => all.OrderBy(one => one.Name, StringComparer.Ordinal),
        ["name", "desc"] => all.OrderByDescending(one => one.Name, StringComparer.Ordinal),
        ["created"] or ["created", "asc"] => all.OrderBy(one => one.Created),
        ["created", "desc"] => all.OrderByDescending(one => one.Created),
        _ => null,
    };
}
