// The exports of core.wasm (core-c/api), mechanism by mechanism. Results are zero or more, or minus a Linux errno; "fd" is a number of
// the core's descriptor table, a pointer an address in its memory. Names, paths and bytes pass through its buffer.

export interface CoreExports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  core_buffer(): number;
  core_buffer_size(): number;

  // core.c: descriptors of any kind
  core_read(fd: number, length: number): number;
  core_write(fd: number, length: number): number;
  core_close(fd: number): number;
  core_wait(fd: number, events: number, timeout: number): number;
  core_available(fd: number): number;
  core_set_nonblocking(fd: number, on: number): number;
  core_duplicate(fd: number): number;

  // pipe.c, fifo.c
  core_pipe(nonblocking: number, packets: number): number;
  core_capacity(fd: number): number;
  core_set_capacity(fd: number, bytes: number): number;
  core_mkfifo(mode: number): number;
  core_open_fifo(access: number): number;
  core_unlink(): number;

  // file.c: files to be mapped. Sizes are doubles, which hold every size that there is.
  core_open_file(how: number, mode: number): number;
  core_file_size(fd: number): number;
  core_set_file_size(fd: number, size: number): number;
  core_may_write(fd: number): number;

  // shared-memory.c
  core_shm_open(how: number, mode: number): number;
  core_shm_unlink(): number;
  core_memfd(): number;
  core_seal_size(fd: number): number;

  // placement.c: the core's own view of shared pages
  core_map(fd: number, offset: number, length: number): number;
  core_unmap(address: number, length: number): number;
  core_attach(id: number, readOnly: number): number;
  core_detach(address: number): number;

  // system-v.c
  core_ftok(project: number): number;
  core_shmget(key: number, size: number, flags: number): number;
  core_shmctl(id: number, command: number): number;
  core_semget(key: number, count: number, flags: number): number;
  core_semctl(id: number, number: number, command: number, value: number): number;
  core_semop(id: number, bytes: number): number;
  core_msgget(key: number, flags: number): number;
  core_msgctl(id: number, command: number): number;
  core_msgsnd(id: number, length: number, flags: number): number;
  core_msgrcv(id: number, size: number, flags: number): number;

  // semaphore.c
  core_sem_open(how: number, mode: number, value: number): number;
  core_sem_close(semaphore: number): number;
  core_sem_unlink(): number;
  core_sem_init(semaphore: number, value: number): number;
  core_sem_try(semaphore: number): number;
  core_sem_wait(semaphore: number): number;
  core_sem_post(semaphore: number): number;
  core_sem_value(semaphore: number): number;
  core_sem_enter(semaphore: number): void;
  core_sem_leave(semaphore: number): void;

  // mutex.c: a mutex's or condition variable's address; the value to sleep on comes in the buffer
  core_mutex_init(mutex: number): number;
  core_mutex_attempt(mutex: number): number;
  core_mutex_try(mutex: number): number;
  core_mutex_lock(mutex: number): number;
  core_mutex_unlock(mutex: number): number;
  core_mutex_consistent(mutex: number): number;
  core_condition_init(condition: number): number;
  core_condition_enter(condition: number, mutex: number): number;
  core_condition_wait(condition: number, mutex: number): number;
  core_condition_signal(condition: number): number;
  core_condition_broadcast(condition: number): number;

  // channel.c: a channel is an address; messages in the buffer begin at multiples of 8, each 8 bytes after its u32 length
  core_channel_open(how: number, role: number, capacity: number, producers: number, mode: number): number;
  core_channel_open_fd(fd: number, how: number, role: number, capacity: number, producers: number): number;
  core_channel_detach(channel: number): void;
  core_channel_close(channel: number): void;
  core_channel_fd(channel: number): number;
  core_channel_unlink(): number;
  core_channel_status(channel: number): number;
  core_channel_send(channel: number, size: number): number;
  core_channel_send_many(channel: number, count: number): number;
  core_channel_receive(channel: number, count: number, bytes: number): number;
  core_channel_reserve(channel: number, size: number): number;
  core_channel_fill(offset: number, length: number): void;
  core_channel_commit(channel: number, size: number): number;
  core_channel_borrow(channel: number): number;
  core_channel_copy(offset: number, length: number): void;
  core_channel_release(channel: number): void;
  core_channel_spin(channel: number, size: number, sends: number): number;
  core_channel_prepare(channel: number, size: number, sends: number): number;
  core_channel_prepare_peer(channel: number): number;
  core_channel_awake(channel: number): void;
  core_channel_await(channel: number): number;
  core_channel_await_room(channel: number, size: number): number;

  // posix-queue.c
  core_mq_open(how: number, mode: number, capacity: number, messageSize: number): number;
  core_mq_unlink(): number;
  core_mq_attributes(fd: number): number;
  core_mq_send(fd: number, length: number, priority: number): number;
  core_mq_receive(fd: number, size: number): number;

  // netlink.c: messages in the buffer, received ones after their sender's port and groups
  core_netlink_open(protocol: number, port: number): number;
  core_netlink_port(fd: number): number;
  core_netlink_option(fd: number, name: number, value: number): number;
  core_netlink_send(fd: number, length: number, port: number, groups: number): number;
  core_netlink_receive(fd: number): number;

  // socket.c: addresses, options and descriptors pass through the buffer; core_..._message by the struct of socket-message.ts
  core_socket(domain: number, type: number, protocol: number): number;
  core_socketpair(type: number): number;
  core_bind(fd: number, length: number): number;
  core_connect(fd: number, length: number): number;
  core_listen(fd: number, backlog: number): number;
  core_accept(fd: number): number;
  core_shutdown(fd: number, how: number): number;
  core_socket_name(fd: number, peer: number): number;
  core_get_option(fd: number, level: number, name: number, size: number): number;
  core_set_option(fd: number, level: number, name: number, length: number): number;
  core_send(fd: number, length: number, flags: number): number;
  core_receive(fd: number, size: number, flags: number): number;
  core_receive_from(fd: number, size: number, flags: number): number;
  core_send_message(fd: number, length: number, flags: number): number;
  core_receive_message(fd: number, size: number, flags: number): number;

  // timer.c: nanoseconds; core_timer_get leaves what is left and the interval in the buffer
  core_timer_create(clock: number): number;
  core_timer_set(fd: number, flags: number, first: bigint, interval: bigint): number;
  core_timer_get(fd: number): number;

  // zmq.c: contexts, sockets and proxies are addresses
  core_zmq_context(): number;
  core_zmq_context_get(context: number, option: number): number;
  core_zmq_context_set(context: number, option: number, value: number): number;
  core_zmq_context_idle(context: number): number;
  core_zmq_context_term(context: number): number;
  core_zmq_errno(error: number): number;
  core_zmq_descriptor(context: number): number;
  core_zmq_pump(): void;
  core_zmq_flush(): void;
  core_zmq_socket(context: number, type: number): number;
  core_zmq_close(socket: number): number;
  core_zmq_bind(socket: number): number;
  core_zmq_unbind(socket: number): number;
  core_zmq_connect(socket: number): number;
  core_zmq_disconnect(socket: number): number;
  core_zmq_monitor(socket: number): number;
  core_zmq_get_option(socket: number, option: number, size: number): number;
  core_zmq_set_option(socket: number, option: number, length: number): number;
  core_zmq_poll(count: number, timeout: number): number;
  core_zmq_send(socket: number, length: number): number;
  core_zmq_allocate(size: number): number;
  core_zmq_free(address: number): void;
  core_zmq_send_parts(socket: number, count: number): number;
  core_zmq_release(): void;
  core_zmq_receive(socket: number): number;
  core_zmq_proxy(frontend: number, backend: number): number;
  core_zmq_proxy_close(proxy: number): void;
  core_zmq_proxy_step(proxy: number, most: number): number;
}

/** How something is opened: bits of core-c/api/core.h. */
export const How = { create: 1, exclusive: 2, readOnly: 4, writeOnly: 8 } as const;
