// <asm/byteorder.h>: between the byte orders of the network, of others and of WebAssembly, which is little-endian.
#ifndef ISTHMUS_ASM_BYTEORDER_H
#define ISTHMUS_ASM_BYTEORDER_H

#include <linux/types.h>

#ifndef __LITTLE_ENDIAN
#define __LITTLE_ENDIAN 1234
#endif
#ifndef __LITTLE_ENDIAN_BITFIELD
#define __LITTLE_ENDIAN_BITFIELD
#endif

#define __constant_htons(value) ((__be16)__builtin_bswap16((__u16)(value)))
#define __constant_ntohs(value) __constant_htons(value)
#define __constant_htonl(value) ((__be32)__builtin_bswap32((__u32)(value)))
#define __constant_ntohl(value) __constant_htonl(value)
#define __constant_cpu_to_be16(value) __constant_htons(value)
#define __constant_cpu_to_be32(value) __constant_htonl(value)
#define __cpu_to_le16(value) ((__le16)(__u16)(value))
#define __cpu_to_le32(value) ((__le32)(__u32)(value))
#define __cpu_to_le64(value) ((__le64)(__u64)(value))
#define __le16_to_cpu(value) ((__u16)(__le16)(value))
#define __le32_to_cpu(value) ((__u32)(__le32)(value))
#define __le64_to_cpu(value) ((__u64)(__le64)(value))
#define __cpu_to_be16(value) ((__be16)__builtin_bswap16(value))
#define __cpu_to_be32(value) ((__be32)__builtin_bswap32(value))
#define __cpu_to_be64(value) ((__be64)__builtin_bswap64(value))
#define __be16_to_cpu(value) __builtin_bswap16((__u16)(value))
#define __be32_to_cpu(value) __builtin_bswap32((__u32)(value))
#define __be64_to_cpu(value) __builtin_bswap64((__u64)(value))

#endif
