using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ScalewayPoc.Api.Events;

namespace ScalewayPoc.Tests.Api;

public sealed class EventPagingTests(TestServers servers) : IClassFixture<TestServers>, IAsyncLifetime
{
    ApiSetup _setup = null!;

    public async Task InitializeAsync() => _setup = await ApiSetup.CreateAsync(servers);

    public async Task DisposeAsync() => await _setup.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Events_with_the_same_sequence_are_each_listed_once(int schemaVersion)
    {
        await EventLogTable.CreateAsync(_setup.Log, schemaVersion);
        await EventLogTable.InsertAsync(_setup.Log,
            "select 'e' || i, 5, 'order.placed', 'k', '/s' || i % 2, '1'::json from generate_series(1, 7) as i");
        await EventLogTable.InsertAsync(_setup.Log, "values ('newer', 6, 'order.placed', 'k', '/s', '1'::json), ('older', 4, 'order.placed', 'k', '/s', '1')");
        var api = await _setup.StartApiAsync();

        foreach (var path in (string[])["/api/events?limit=2", "/api/events?type=order.placed&limit=2", "/api/events?subject=k&limit=2"])
        {
            var ids = await EventLogTable.ListAsync(api, path);
            Assert.Equal("newer", ids[0]);
            Assert.Equal("older", ids[^1]);
            Assert.Equal(["e1", "e2", "e3", "e4", "e5", "e6", "e7"], ids.Skip(1).SkipLast(1).Order());
        }
    }

    [Fact]
    public async Task Sources_may_use_the_same_id()
    {
        await EventLogTable.CreateAsync(_setup.Log);
        await EventLogTable.InsertAsync(_setup.Log, """
            values ('same', 1, 'order.placed', null, '/other', '1'::json), ('same', 2, 'order.billed', null, '/scalewaypoc/api', '1'),
              ('same', 2, 'order.sent', null, '/third', '1')
            """);
        var api = await _setup.StartApiAsync();

        Assert.Equal(["same", "same", "same"], await EventLogTable.ListAsync(api, "/api/events?limit=1"));
        Assert.Equal("order.billed", (await api.GetAsync("/api/events/same")).Is(HttpStatusCode.OK)["type"]);
    }

    [Fact]
    public async Task A_cursor_of_an_earlier_version_continues_below_its_sequence()
    {
        await EventLogTable.CreateAsync(_setup.Log);
        await EventLogTable.InsertAsync(_setup.Log, "select 'e' || i, i, 'order.placed', null, '/s', '1'::json from generate_series(1, 4) as i");
        var api = await _setup.StartApiAsync();

        Assert.Equal(["e2", "e1"], await EventLogTable.ListAsync(api, $"/api/events?cursor={Cursor("0000000000000003")}"));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-5")]
    [InlineData("5\na")]
    [InlineData("5\n\nb")]
    [InlineData("5\na\nb\nc")]
    [InlineData("5\na\u0000\nb")]
    public async Task A_malformed_cursor_is_refused(string cursor)
    {
        var api = await _setup.StartApiAsync();
        (await api.GetAsync($"/api/events?cursor={Cursor(cursor)}")).IsProblem(HttpStatusCode.BadRequest, "paging");
    }

    [Fact]
    public async Task A_history_has_events_of_the_api_only()
    {
        await EventLogTable.CreateAsync(_setup.Log);
        await EventLogTable.InsertAsync(_setup.Log, """
            values ('e1', 1, 'kv.set', 'k', '/scalewaypoc/api', '1'::json), ('e2', 2, 'kv.set', 'k', '/foreign', '2'),
              ('e3', 3, 'kv.deleted', 'k', '/foreign', null), ('e4', 4, 'kv.deleted', 'k', '/scalewaypoc/api', null),
              ('e5', 5, 'order.placed', 'k', '/scalewaypoc/api', '5')
            """);
        var api = await _setup.StartApiAsync();

        Assert.Equal(["e4", "e1"], await EventLogTable.ListAsync(api, "/api/kv/k/history?limit=1"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_filter_whose_events_are_old_reads_no_newer_rows(int schemaVersion)
    {
        await InsertOldEventsAsync(schemaVersion);

        await ReadsFewRowsAsync(500, new(["old.type"]), new(Subject: "old"));
        // With type and subject, at most the 2,000 events of the subject, in two steps.
        await ReadsFewRowsAsync(5000, new EventFilter(["old.type"], "old", "/scalewaypoc/api"));
    }

    [Fact]
    public async Task Several_types_read_a_page_of_each()
    {
        await InsertOldEventsAsync(schemaVersion: 2);

        await ReadsFewRowsAsync(
            500, new(["old.type", "none"]), new(["old.type", "new.type"]), new(TypePrefix: "old."), new(TypePrefix: "ne"), new(TypePrefix: "none."));
    }

    [Fact]
    public async Task A_prefix_of_subjects_reads_a_page_of_each_or_the_newest_rows()
    {
        await EventLogTable.CreateAsync(_setup.Log);
        await EventLogTable.InsertAsync(_setup.Log, """
            select 'e' || i, i, 'order.placed', case when i <= 10000 then 'old-' || i % 2 else 'new-' || i % 200 end, '/s', '1'::json
            from generate_series(1, 300000) as i
            """);
        await EventLogTable.ExecuteAsync(_setup.Log, "analyze event_log");

        await ReadsFewRowsAsync(400, new(SubjectPrefix: "old-"), new(SubjectPrefix: "none"));
        // 11 subjects, and 200.
        await ReadsFewRowsAsync(1500, new(SubjectPrefix: "new-7"), new(SubjectPrefix: "new-"));
    }

    [Theory]
    [InlineData("many-", 400)]
    [InlineData("few-", 300)]
    [InlineData("new-", 2300)]
    [InlineData("none-", 0)]
    public async Task A_prefix_of_subjects_selects_all_its_events_however_many_subjects_it_has(string prefix, int count)
    {
        await EventLogTable.CreateAsync(_setup.Log);
        // Two events of each sequence.
        await EventLogTable.InsertAsync(_setup.Log, """
            select 'e' || i, i / 2, 'order.placed', case when i <= 400 then 'many-' || i when i <= 700 then 'few-' || i % 3 else 'new-' || i % 2 end, '/s', '1'::json
            from generate_series(1, 3000) as i
            """);
        var api = await _setup.StartApiAsync();

        var ids = await EventLogTable.ListAsync(api, $"/api/events?limit=70&subjectPrefix={prefix}");

        await using var expected = _setup.Log.CreateCommand(
            $"select coalesce(array_agg(id order by sequence desc, id desc), '{{}}') from event_log where subject like '{prefix}%'");
        Assert.Equal((string[])(await expected.ExecuteScalarAsync())!, ids);
        Assert.Equal(count, ids.Count);
    }

    [Fact]
    public async Task A_page_ends_with_the_event_that_reaches_1_MiB()
    {
        await EventLogTable.CreateAsync(_setup.Log);
        await EventLogTable.InsertAsync(_setup.Log, LargeEvents(40));
        var api = await _setup.StartApiAsync();

        var sizes = new List<int>();
        var ids = await EventLogTable.ListAsync(api, "/api/events?limit=1000", page => sizes.Add(page.Body.Length));
        Assert.Equal(Enumerable.Range(1, 40).Reverse().Select(i => $"e{i}"), ids);
        Assert.Equal(3, sizes.Count);
        Assert.All(sizes, size => Assert.InRange(size, 0, EventLog.MaxPageBytes + (66 * 1024)));

        var list = (await api.GetAsync("/api/events?limit=1000&data=false")).Is(HttpStatusCode.OK).Json;
        Assert.Equal(40, list["items"]!.AsArray().Count);
        Assert.All(list["items"]!.AsArray(), item => Assert.Null(item!["data"]));
    }

    [Fact]
    public async Task A_page_of_small_events_has_as_many_as_its_limit()
    {
        await EventLogTable.CreateAsync(_setup.Log);
        await EventLogTable.InsertAsync(_setup.Log, "select 'e' || i, i, 'order.placed', null, '/s', '1'::json from generate_series(1, 1200) as i");
        var api = await _setup.StartApiAsync();

        var counts = new List<int>();
        var ids = await EventLogTable.ListAsync(api, "/api/events?limit=1000", page => counts.Add(page.Json["items"]!.AsArray().Count));
        Assert.Equal([1000, 200], counts);
        Assert.Equal(Enumerable.Range(1, 1200).Reverse().Select(i => $"e{i}"), ids);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Eight_concurrent_pages_of_large_events_fit_into_a_heap_of_64_MiB()
    {
        await EventLogTable.CreateAsync(_setup.Log);
        await EventLogTable.InsertAsync(_setup.Log, LargeEvents(1000));
        var api = await _setup.StartApiProcessAsync(("DOTNET_GCHeapHardLimit", $"{64 * 1024 * 1024:x}"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.GetAsync("/api/events?limit=1000")));

        Assert.All(answers, answer => Assert.InRange(answer.Is(HttpStatusCode.OK).Body.Length, EventLog.MaxPageBytes, EventLog.MaxPageBytes + (66 * 1024)));
        (await api.GetAsync("/api/events?limit=1")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_list_that_has_not_changed_is_not_sent_again()
    {
        await EventLogTable.CreateAsync(_setup.Log);
        await EventLogTable.InsertAsync(_setup.Log, "values ('e1', 1, 'order.placed', null, '/s', '1'::json)");
        var api = await _setup.StartApiAsync();
        var list = (await api.GetAsync("/api/events")).Is(HttpStatusCode.OK);

        var same = (await api.GetAsync("/api/events", ("If-None-Match", list.ETag))).Is(HttpStatusCode.NotModified);
        Assert.Empty(same.Body);
        Assert.Equal(list.ETag, same.ETag);
        await EventLogTable.InsertAsync(_setup.Log, "values ('e2', 2, 'order.placed', null, '/s', '1'::json)");
        (await api.GetAsync("/api/events", ("If-None-Match", list.ETag))).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Prefixes_of_type_and_subject_select_events_page_by_page()
    {
        await EventLogTable.CreateAsync(_setup.Log);
        await EventLogTable.InsertAsync(_setup.Log, """
            values ('e1', 1, 'order.placed', 'order-1', '/s', '1'::json), ('e2', 2, 'order.paid', 'order-10', '/s', '1'),
              ('e3', 3, 'orders.paid', 'order_1', '/s', '1'), ('e4', 4, 'kv.set', null, '/s', '1')
            """);
        var api = await _setup.StartApiAsync();

        Assert.Equal(["e2", "e1"], await EventLogTable.ListAsync(api, "/api/events?typePrefix=order.&limit=1"));
        Assert.Equal(["e3", "e2", "e1"], await EventLogTable.ListAsync(api, "/api/events?typePrefix=order&limit=2"));
        // No pattern: an underscore is an underscore.
        Assert.Equal(["e3"], await EventLogTable.ListAsync(api, "/api/events?subjectPrefix=order_"));
        Assert.Equal(["e2"], await EventLogTable.ListAsync(api, "/api/events?type=order.paid&subjectPrefix=order-1"));
        (await api.GetAsync("/api/events?typePrefix=Order")).IsProblem(HttpStatusCode.BadRequest, "event-grammar");
    }

    [Fact]
    public async Task A_rare_prefix_reads_no_other_rows()
    {
        await EventLogTable.CreateAsync(_setup.Log);
        await EventLogTable.InsertAsync(_setup.Log, """
            select 'e' || i, i, case when i % 5000 = 7 then 'rare.type' || i else 'order.placed' end, 's' || i, '/s', '1'::json from generate_series(1, 20000) as i
            """);
        await EventLogTable.ExecuteAsync(_setup.Log, "analyze event_log");

        Assert.InRange(await ReadRowsAsync(new(TypePrefix: "rare.")), 1, 100);
        // 11 subjects: each is found by reading those that follow it.
        Assert.InRange(await ReadRowsAsync(new(SubjectPrefix: "s1999")), 1, 200);
    }

    /// <summary>300,000 events; those of type old.type and subject old are among the first 40,000.</summary>
    async Task InsertOldEventsAsync(int schemaVersion)
    {
        await EventLogTable.CreateAsync(_setup.Log, schemaVersion);
        await EventLogTable.InsertAsync(_setup.Log, """
            select 'e' || i, i, case when i % 20 = 0 and i <= 40000 then 'old.type' else 'new.type' end,
              case when i % 20 = 0 and i <= 40000 then 'old' else 's' || i % 100 end, '/scalewaypoc/api', '1'::json
            from generate_series(1, 300000) as i
            """);
        await EventLogTable.ExecuteAsync(_setup.Log, "analyze event_log");
    }

    async Task ReadsFewRowsAsync(int max, params EventFilter[] filters)
    {
        foreach (var filter in filters)
        {
            var rows = await ReadRowsAsync(filter);
            Assert.True(rows < max, $"{filter} {string.Join(',', filter.Types ?? [])}: {rows} rows were read for a page of 100.");
        }
    }

    static string Cursor(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    // Not compressible, so that the database reads what it has to read.
    static string LargeEvents(int count) => $"""
        select 'e' || i, i, 'order.placed', null, '/s', to_json((select string_agg(md5(i || '/' || j), '') from generate_series(1, 2000) as j))
        from generate_series(1, {count}) as i
        """;

    async Task<double> ReadRowsAsync(EventFilter filter)
    {
        await using var command = EventQuery.Create(_setup.Log, filter, EventCursor.Start, 100, withData: true);
        return await EventLogTable.ReadRowsAsync(command);
    }
}
